/// Where a time stands in the week: UTC, which starts on Monday.
struct HourOfWeek {
  /// Of the day, `0..<24`.
  let hour: Int
  /// 0 on Monday.
  let weekday: Int

  init(_ seconds: Int64) {
    let hours = seconds / 3600
    hour = Int(((hours % 24) + 24) % 24)
    // 1970-01-01 was a Thursday, the fourth day of a week that starts on Monday.
    weekday = Int((((hours - Int64(hour)) / 24 + 3) % 7 + 7) % 7)
  }

  /// The hour of a working day, or 24 more for that of Saturday or Sunday.
  var ofKind: Int { (weekday >= 5 ? 24 : 0) + hour }

  /// `0..<168`.
  var ofWeek: Int { weekday * 24 + hour }
}
