// What saved state writes again and again: parts that may be missing, and lists.

extension StateWriter {
  public mutating func write(_ isTrue: Bool) { write(isTrue ? 1 : 0) }

  public mutating func write(_ text: String?) {
    write(text != nil)
    if let text { write(text) }
  }

  public mutating func write(_ number: Double?) {
    write(number != nil)
    if let number { write(number) }
  }

  public mutating func write(_ number: Int?) {
    write(number != nil)
    if let number { write(number) }
  }

  public mutating func write(_ numbers: [Double]) {
    write(numbers.count)
    for number in numbers { write(number) }
  }

  public mutating func write(_ hashes: [UInt64]) {
    write(hashes.count)
    for hash in hashes { write(hash) }
  }

  public mutating func write<Part: StateCodable>(_ part: Part) { part.encode(to: &self) }

  public mutating func write<Part: StateCodable>(_ part: Part?) {
    write(part != nil)
    part?.encode(to: &self)
  }

  public mutating func write<Part: StateCodable>(_ parts: [Part]) {
    write(parts.count)
    for part in parts { part.encode(to: &self) }
  }
}

extension StateReader {
  public mutating func readBool() throws(Failure) -> Bool {
    switch try readInt() {
    case 0: false
    case 1: true
    default: throw .damaged
    }
  }

  public mutating func readStringIfAny() throws(Failure) -> String? {
    try readBool() ? try readString() : nil
  }
  public mutating func readDoubleIfAny() throws(Failure) -> Double? {
    try readBool() ? try readDouble() : nil
  }
  public mutating func readIntIfAny() throws(Failure) -> Int? { try readBool() ? try readInt() : nil }

  public mutating func readDoubles() throws(Failure) -> [Double] {
    var numbers: [Double] = []
    for _ in 0..<(try readCount(least: 8)) { numbers.append(try readDouble()) }
    return numbers
  }

  public mutating func readHashes() throws(Failure) -> [UInt64] {
    var hashes: [UInt64] = []
    for _ in 0..<(try readCount(least: 8)) { hashes.append(try readUInt64()) }
    return hashes
  }

  public mutating func readIfAny<Part: StateCodable>(_: Part.Type) throws(Failure) -> Part? {
    try readBool() ? try Part(from: &self) : nil
  }

  /// - Parameter least: bytes that each part takes at least.
  public mutating func readList<Part: StateCodable>(_: Part.Type, least: Int = 1) throws(Failure) -> [Part] {
    var parts: [Part] = []
    for _ in 0..<(try readCount(least: least)) { parts.append(try Part(from: &self)) }
    return parts
  }
}
