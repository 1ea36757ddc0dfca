import HarrierEvents

extension ValueTest {
  /// A value as the query writes it, with every reading it allows prepared once: text, number, IP address,
  /// moment. Two literals are equal if their text is.
  public struct Literal: Hashable, Sendable, ExpressibleByStringLiteral {
    public let text: String

    private let folded: [UInt8]
    private let number: DecimalNumber?
    private let address: QueryAddress?
    private let date: DateSpan?

    public init(_ text: String) {
      self.text = text
      folded = text.utf8.map(ASCII.folded)
      var copy = text
      (number, address, date) = copy.withUTF8 {
        let bytes = UnsafeRawBufferPointer($0)
        return (DecimalNumber(bytes), QueryAddress(bytes), DateSpan(bytes))
      }
    }

    public init(stringLiteral text: String) { self.init(text) }

    public static func == (a: Literal, b: Literal) -> Bool { a.text == b.text }
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }

    /// Folded text that a value must hold to be equal; nil where another text can say the same, or it is empty.
    var onlyText: [UInt8]? {
      number == nil && address == nil && date == nil && !folded.isEmpty ? folded : nil
    }

    /// The same text but for ASCII case, or the same number (`443` and `443.0`), address (`::1` and
    /// `0:0:0:0:0:0:0:1`) or moment (a date without a time is its whole day).
    func equals(_ value: UnsafeRawBufferPointer) -> Bool {
      if ASCII.compare(value, folded) == 0 { return true }
      if let number, let other = DecimalNumber(value) { return number == other }
      if let address, let other = QueryAddress(value) { return address == other }
      if let date, let other = DateSpan(value) { return date.contains(other.start) }
      return false
    }

    /// Where a value lies: by number if both are numbers, by address or moment likewise, else by text.
    func order(of value: UnsafeRawBufferPointer) -> Order {
      if let number, let other = DecimalNumber(value) {
        return other == number ? .same : other < number ? .before : .after
      }
      if let address, let other = QueryAddress(value) {
        return other == address ? .same : other < address ? .before : .after
      }
      if let date, let other = DateSpan(value) {
        return date.contains(other.start) ? .same : other.start < date.start ? .before : .after
      }
      let order = ASCII.compare(value, folded)
      return order == 0 ? .same : order < 0 ? .before : .after
    }
  }
}

/// Bytes without regard to ASCII case.
enum ASCII {
  static func folded(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }

  /// Negative, zero or positive as the value stands before, at or behind the already folded text.
  static func compare(_ value: UnsafeRawBufferPointer, _ text: [UInt8]) -> Int {
    for index in 0..<min(value.count, text.count) {
      let (a, b) = (folded(value[index]), text[index])
      if a != b { return a < b ? -1 : 1 }
    }
    return value.count - text.count
  }

  /// Whether the already folded text stands at `offset`.
  static func holds(_ value: UnsafeRawBufferPointer, _ text: [UInt8], at offset: Int) -> Bool {
    guard offset >= 0, offset + text.count <= value.count else { return false }
    for index in text.indices where folded(value[offset + index]) != text[index] { return false }
    return true
  }

  static func digit(_ byte: UInt8) -> UInt8? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? byte - UInt8(ascii: "0") : nil
  }

  static func hexDigit(_ byte: UInt8) -> UInt8? {
    if let digit = digit(byte) { return digit }
    let lower = folded(byte)
    return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(lower) ? lower - UInt8(ascii: "a") + 10 : nil
  }
}
