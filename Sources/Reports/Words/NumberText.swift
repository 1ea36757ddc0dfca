import Foundation
import HarrierScoring

/// Numbers as people read them.
public enum NumberText {
  /// Whole from 100 on, three significant digits below: `2134`, `20.5`, `0.00123`.
  public static func value(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "unknown" : value < 0 ? "−∞" : "∞" }
    if abs(value) >= 100, abs(value) < 1e15 { return String(Int64(value.rounded())) }
    return String(format: "%.3g", value == 0 ? 0 : value)
  }

  /// A whole number, `< 1` below one. Cut off and not rounded, so that 74.9 is not read as critical.
  public static func score(_ score: Double) -> String {
    score >= 1 ? String(Int(min(score, 100))) : "< 1"
  }

  /// With thousands apart: `1,234,567`.
  public static func count(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    var text = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// `1 file`, `2 files`.
  public static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(self.count(count)) \(count == 1 ? one : many ?? one + "s")"
  }

  /// `512 bytes`, `1.5 MB` (powers of 1000).
  public static func bytes(_ bytes: Int) -> String { Wording.bytes(Double(bytes)) }

  /// A record's actual or typical values. `time_of_day` counts seconds, which nobody reads, and nobody counts the digits of
  /// bytes.
  static func values(_ values: [Double], of record: Record) -> String {
    values.map { value($0, of: record) }.joined(separator: ", ")
  }

  /// One of them, or a bound.
  static func value(_ value: Double, of record: Record) -> String {
    if record.function == "time_of_day" { return timeOfDay(value) }
    let quantity = Quantity(function: record.function, field: record.fieldName)
    return quantity == .bytes ? quantity.text(value) : self.value(value)
  }

  private static func timeOfDay(_ seconds: Double) -> String {
    guard seconds.isFinite, (0..<86_400).contains(seconds) else { return value(seconds) }
    let minutes = Int(seconds) / 60
    return String(format: "%02d:%02d", minutes / 60, minutes % 60)
  }
}
