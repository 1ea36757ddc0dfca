import CISAL
import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// Distinct strings of a key in a bucket: `info_content`.
///
/// At most ``cap`` strings, those of the smallest hashes, so that the cap too knows no order.
public struct StringSet: Sendable {
  public static let cap = 1024
  /// Bytes of a string that count; longer ones are cut.
  public static let mostBytes = 1 << 16
  public private(set) var strings: [UInt64: [UInt8]] = [:]
  /// Distinct strings, those beyond the cap included as far as they were seen.
  public private(set) var isCapped = false

  public init() {}

  public init(_ strings: [UInt64: [UInt8]], isCapped: Bool) {
    self.strings = strings
    self.isCapped = isCapped
  }

  public mutating func merge(_ other: StringSet) {
    strings.merge(other.strings) { mine, _ in mine }
    isCapped = isCapped || other.isCapped
    if strings.count > Self.cap {
      isCapped = true
      for hash in strings.keys.sorted().dropFirst(Self.cap) { strings[hash] = nil }
    }
  }

  /// Size in bytes of the deflated, sorted, distinct strings.
  ///
  /// It grows with the number of distinct strings and with their entropy. Deflate by ISA-L, level 3, no header.
  public func informationContent() -> Double {
    var text: [UInt8] = []
    for string in strings.values.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      text.append(contentsOf: string)
      text.append(0x0A)
    }
    return Double(Deflate.size(of: text))
  }
}

/// Distinct strings of a field, by symbol until the bucket closes.
public struct StringAccumulator: Accumulator {
  private var symbols: [UInt64: UInt32] = [:]
  private var largest: UInt64 = 0
  private var last: UInt64 = 0
  private var isCapped = false
  public init() {}

  public mutating func add(_ input: EvidenceInput) {
    guard input.symbol != 0, input.hash != last else { return }
    last = input.hash
    if symbols.count < StringSet.cap {
      symbols[input.hash] = input.symbol
      largest = max(largest, input.hash)
    } else if input.hash < largest, symbols[input.hash] == nil {
      symbols[input.hash] = input.symbol
      symbols[largest] = nil
      largest = symbols.keys.max() ?? 0
      isCapped = true
    } else if input.hash > largest {
      isCapped = true
    }
  }

  public func payload(_ table: SymbolTable) -> Payload {
    .strings(
      StringSet(
        symbols.mapValues { Array(table.bytes(of: $0).prefix(StringSet.mostBytes)) }, isCapped: isCapped))
  }
}

/// Sizes of deflated bytes.
///
/// By level 3: at levels 1 and 2 of ISA-L 2.30 the same bytes come out a byte or two apart from call to
/// call (10,848 to 10,870 over 400 small sets, 50 times), which breaks the promise of one answer. Its
/// tables are cleared for the same reason.
enum Deflate {
  static func size(of bytes: [UInt8]) -> Int {
    if bytes.isEmpty { return 0 }
    let output = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count + 64 + bytes.count / 8)
    let scratch = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Int(isal_level3_default_bytes), alignment: 64)
    let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
    memset(scratch.baseAddress!, 0, scratch.count)
    memset(stream, 0, MemoryLayout<isal_zstream>.size)
    defer {
      output.deallocate()
      scratch.deallocate()
      stream.deallocate()
    }
    var input = bytes
    return input.withUnsafeMutableBufferPointer { input in
      isal_deflate_stateless_init(stream)
      stream.pointee.end_of_stream = 1
      stream.pointee.flush = UInt16(NO_FLUSH)
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      stream.pointee.level = 3
      stream.pointee.level_buf = scratch.baseAddress!.assumingMemoryBound(to: UInt8.self)
      stream.pointee.level_buf_size = UInt32(scratch.count)
      let status = isal_deflate_stateless(stream)
      return status == COMP_OK ? Int(stream.pointee.total_out) : input.count
    }
  }
}
