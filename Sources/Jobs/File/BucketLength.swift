/// How long a bucket is, as job files write it: `90s`, `15m`, `2h`, `1d`.
public enum BucketLength {
  static let rule = "15m, 1h, 1d, … (a minute at least, and a part of a day or whole days), auto"
  private static let day: Int64 = 86_400
  private static let longest: Int64 = 366 * day

  /// Seconds, or nil if the text is no length at all.
  static func seconds(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": day]
    guard let last = text.last, let unit = units[last],
      text.dropLast().allSatisfy({ "0123456789".contains($0) }),
      let count = Int64(text.dropLast()), count <= longest / unit
    else { return nil }
    return count * unit
  }

  static func isAllowed(_ seconds: Int64) -> Bool {
    seconds >= 60 && (day % seconds == 0 || seconds % day == 0)
  }

  /// The allowed whole minutes next to a length within a day.
  static func nearest(to seconds: Int64) -> [String] {
    let minutes = (1...1440).filter { 1440 % $0 == 0 }.map { Int64($0) * 60 }
    return [minutes.last { $0 < seconds }, minutes.first { $0 > seconds }].compactMap { $0.map(text) }
  }

  /// The shortest way to write a length.
  public static func text(_ seconds: Int64) -> String {
    for (unit, letter) in [(day, "d"), (3600, "h"), (60, "m")] where seconds % unit == 0 {
      return "\(seconds / unit)\(letter)"
    }
    return "\(seconds)s"
  }
}
