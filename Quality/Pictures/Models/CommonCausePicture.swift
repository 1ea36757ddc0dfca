import HarrierModels

/// A patch day on twelve hosts, and one host two days later.
enum CommonCausePicture: Picture {
  static let name = "common-cause"
  private static let bucketSeconds: Int64 = 900
  private static let perHour = 4
  /// A year, to each of them by its own past.
  private static let years = 1.0

  /// Hours since midnight at which a host is strange.
  private static let hours = (0..<12).map { 8.0 + Double($0 * $0 % 11) * 0.75 }.sorted() + [54]

  static func draw() -> Chart {
    let told = told()
    return Chart(
      title: "CommonCause: a patch day, and one host two days later",
      description:
        "Thirteen hosts do what each does once in a year. Twelve of them on one day: the first is told as rare as it is, the last as some ten days. The thirteenth, two days later, is as rare as the first.",
      axis: "hours",
      panels: [
        Panel(
          title: "others of late (e)", height: 90,
          layers: [.line("to a host that is not strange yet", .expected, company())]),
        Panel(
          title: "return period told, days",
          layers: [.bars("of a host's record", told), .mark("alone again", told.last!)]),
      ])
  }

  private static func told() -> [Point] {
    var cause = CommonCause(bucketSeconds: bucketSeconds)
    return hours.enumerated().map { host, hour in
      let bucket = Int64(hour * Double(perHour))
      let company = cause.company(of: UInt64(host), at: bucket)
      cause.note(UInt64(host), at: bucket)
      return Point(x: hour, y: years * 365 / CommonCause.chances(company: company))
    }
  }

  private static func company() -> [Point] {
    var cause = CommonCause(bucketSeconds: bucketSeconds)
    return (0..<(60 * perHour)).map { bucket in
      for (host, hour) in hours.enumerated() where Int(hour * Double(perHour)) == bucket {
        cause.note(UInt64(host), at: Int64(bucket))
      }
      return Point(
        x: Double(bucket) / Double(perHour), y: cause.company(of: .max, at: Int64(bucket)))
    }
  }
}
