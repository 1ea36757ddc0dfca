/// Writes values in the one byte order and width that saved state has.
public struct StateWriter {
  public private(set) var bytes: [UInt8] = []
  public init() {}

  public mutating func write(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
  public mutating func write(_ value: Double) { write(value.bitPattern) }
  public mutating func write(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// A whole number in as few bytes as it needs (LEB128, zigzag).
  public mutating func write(_ value: Int) {
    var rest = UInt64(bitPattern: Int64((value << 1) ^ (value >> 63)))
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  public mutating func write(_ value: UnsafeBufferPointer<UInt8>) {
    write(value.count)
    bytes.append(contentsOf: value)
  }

  public mutating func write(_ text: String) {
    var text = text
    text.withUTF8 { write($0) }
  }
}

/// Reads what ``StateWriter`` wrote; never past the end.
public struct StateReader {
  public enum Failure: Error { case damaged }

  private let bytes: [UInt8]
  private var at = 0
  /// - Precondition: `start` is not past the end.
  public init(_ bytes: [UInt8], from start: Int = 0) {
    self.bytes = bytes
    at = start
  }

  public var isAtEnd: Bool { at == bytes.count }

  private mutating func take(_ count: Int) throws(Failure) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - at else { throw .damaged }
    defer { at += count }
    return bytes[at..<(at + count)]
  }

  public mutating func readUInt64() throws(Failure) -> UInt64 {
    var value: UInt64 = 0
    for (index, byte) in try take(8).enumerated() { value |= UInt64(byte) << (8 * UInt64(index)) }
    return value
  }
  public mutating func readDouble() throws(Failure) -> Double { Double(bitPattern: try readUInt64()) }
  public mutating func readFloat() throws(Failure) -> Float {
    var value: UInt32 = 0
    for (index, byte) in try take(4).enumerated() { value |= UInt32(byte) << (8 * UInt32(index)) }
    return Float(bitPattern: value)
  }

  public mutating func readInt() throws(Failure) -> Int {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      guard at < bytes.count, shift < 64 else { throw .damaged }
      let byte = bytes[at]
      at += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    return Int(Int64(bitPattern: (value >> 1) ^ (0 &- (value & 1))))
  }

  /// A count of things that each take at least `least` bytes: bounded by what is left.
  public mutating func readCount(least: Int = 1) throws(Failure) -> Int {
    let count = try readInt()
    guard count >= 0, count <= (bytes.count - at) / max(1, least) else { throw .damaged }
    return count
  }

  public mutating func readBytes() throws(Failure) -> [UInt8] { Array(try take(try readInt())) }
  public mutating func readString() throws(Failure) -> String {
    String(decoding: try readBytes(), as: UTF8.self)
  }
}

/// State that can be saved and read again, bit by bit.
public protocol StateCodable {
  func encode(to writer: inout StateWriter)
  init(from reader: inout StateReader) throws(StateReader.Failure)
}
