import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// The sentences that records speak, in the wording of Elastic's anomaly table where it has one.
public enum Wording {
  public static let unknown = "<unknown>"

  /// `more than 100x higher`, `23x higher`, `1.3x lower`, `unusually high`.
  public static func deviation(actual: Double, typical: Double) -> String {
    if actual == typical { return "as usual" }
    let isHigher = actual > typical
    let larger = abs(isHigher ? actual : typical)
    let smaller = abs(isHigher ? typical : actual)
    let word = isHigher ? "higher" : "lower"
    guard smaller > 0, (actual < 0) == (typical < 0) else {
      return isHigher ? "unusually high" : "unusually low"
    }
    let factor = larger / smaller
    if factor >= 100 { return "more than 100x \(word)" }
    if factor > 1.5 { return "\(Int(factor.rounded()))x \(word)" }
    if factor >= 1.05 {
      let tenths = (factor * 10).rounded() / 10
      return "\(tenths)x \(word)"
    }
    return isHigher ? "unusually high" : "unusually low"
  }

  /// Whole when large, three significant digits when small; a power of ten beyond what one can count, `3.3e20`.
  public static func number(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    // As many digits as a double has; below, more than the loop has room for.
    if size >= 1e15 || (size > 0 && size < 1e-7) { return power(value) }
    if size >= 1000 || value == value.rounded() { return String(Int64(value.rounded())) }
    var scale = 1.0
    var bound = 1000.0
    while size < bound / 10, scale < 1e9 {
      scale *= 10
      bound /= 10
    }
    let text = String((value * scale).rounded() / scale)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// `345 bytes`, `2.9 GB` (powers of 1000).
  public static func bytes(_ value: Double) -> String {
    guard value.isFinite, abs(value) >= 1000 else { return number(value) + (value == 1 ? " byte" : " bytes") }
    let units = ["kB", "MB", "GB", "TB", "PB", "EB"]
    var size = value / 1000
    var unit = 0
    while abs(size) >= 999.5, unit < units.count - 1 {
      size /= 1000
      unit += 1
    }
    return "\(number(size)) \(units[unit])"
  }

  private static func power(_ value: Double) -> String {
    var exponent = Int(log10(abs(value)).rounded(.down))
    // In two steps: 10 to the power of -320 is no number that one can divide by.
    var hundredths = (value / pow(10, Double(exponent / 2)) / pow(10, Double(exponent - exponent / 2)) * 100)
      .rounded()
    if abs(hundredths) >= 1000 {
      hundredths = (hundredths / 10).rounded()
      exponent += 1
    }
    let digits = String(hundredths / 100)
    return (digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits) + "e\(exponent)"
  }

  /// `3 hours`, `30 days`.
  public static func span(seconds: Double) -> String {
    let units: [(String, Double)] = [("year", 31_536_000), ("day", 86_400), ("hour", 3600), ("minute", 60)]
    for (name, size) in units where seconds >= size * (name == "year" ? 2 : 1) {
      let count = Int((seconds / size).rounded())
      return count == 1 ? "1 \(name)" : "\(count) \(name)s"
    }
    return "\(Int(seconds)) seconds"
  }

  public static func value(_ text: String) -> String {
    text.isEmpty ? unknown : text.replacing("\u{1F}", with: ", ")
  }
}
