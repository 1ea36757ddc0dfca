/// A decimal number read from text without allocating: `443`, `-1.5`, `1e3`.
///
/// Whole numbers of up to 18 digits compare exactly, others as doubles.
public enum DecimalNumber: Sendable {
  case whole(Int64)
  case real(Double)

  /// Nil if the bytes are anything but one number in decimal notation.
  public init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = NumberReader(bytes: bytes)
    guard let number = reader.read() else { return nil }
    self = number
  }

  public var double: Double {
    switch self {
    case .whole(let value): Double(value)
    case .real(let value): value
    }
  }

  public static func == (a: DecimalNumber, b: DecimalNumber) -> Bool {
    if case .whole(let x) = a, case .whole(let y) = b { return x == y }
    return a.double == b.double
  }

  public static func < (a: DecimalNumber, b: DecimalNumber) -> Bool {
    if case .whole(let x) = a, case .whole(let y) = b { return x < y }
    return a.double < b.double
  }
}

/// Sign, digits, fraction, exponent.
private struct NumberReader {
  let bytes: UnsafeRawBufferPointer
  private var index = 0
  private var mantissa: UInt64 = 0
  private var digits = 0
  /// Power of ten that the mantissa is to be multiplied with.
  private var scale = 0
  private var isWhole = true

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func read() -> DecimalNumber? {
    let negative = takes("-")
    readDigits(fraction: false)
    if takes(".") {
      isWhole = false
      readDigits(fraction: true)
    }
    guard digits > 0, readExponent(), index == bytes.count else { return nil }
    if isWhole, scale == 0, mantissa <= 999_999_999_999_999_999 {
      return .whole(negative ? -Int64(mantissa) : Int64(mantissa))
    }
    let magnitude = Self.scaled(Double(mantissa), by: scale)
    return .real(negative ? -magnitude : magnitude)
  }

  private static func digit(_ byte: UInt8) -> UInt8? { byte &- 0x30 <= 9 ? byte &- 0x30 : nil }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func readDigits(fraction: Bool) {
    while index < bytes.count, let digit = Self.digit(bytes[index]) {
      index += 1
      digits += 1
      // 18 digits are more than a double holds; those behind them only move the point.
      if mantissa < 100_000_000_000_000_000 {
        mantissa = mantissa * 10 + UInt64(digit)
        if fraction { scale -= 1 }
      } else if !fraction {
        scale += 1
      }
    }
  }

  /// False if an exponent is begun and not finished.
  private mutating func readExponent() -> Bool {
    guard takes("e") || takes("E") else { return true }
    isWhole = false
    let negative = takes("-")
    if !negative { _ = takes("+") }
    var exponent = 0
    let start = index
    while index < bytes.count, let digit = Self.digit(bytes[index]) {
      index += 1
      // 9999 is far past any double, either way.
      exponent = min(exponent * 10 + Int(digit), 9999)
    }
    scale += negative ? -exponent : exponent
    return index > start
  }

  /// `value · 10^power`. A division by an exact power of ten is rounded once, so `0.1` is the nearest double.
  private static func scaled(_ value: Double, by power: Int) -> Double {
    var value = value
    var rest = min(abs(power), 700)
    while rest > 0, value != 0, value.isFinite {
      let step = min(rest, 22)
      var factor = 1.0
      for _ in 0..<step { factor *= 10 }
      value = power < 0 ? value / factor : value * factor
      rest -= step
    }
    return value
  }
}
