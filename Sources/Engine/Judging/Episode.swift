import HarrierScoring
import HarrierStatistics

/// An anomaly that goes on. One cause, one record: what it reached is the yardstick for what follows within four hours.
struct Episode: StateCodable {
  var value: Double
  /// The last bucket of which it is the yardstick.
  var until: Int64
  /// Rare enough to be the whole story: its buckets are no evidence of a run.
  var isGrave: Bool

  static let seconds: Int64 = 4 * 3600
  /// A score of 50.
  static let graveSeconds = 7 * ReturnPeriod.day

  /// The episode after a bucket that reached a value: what it was, or a new one where the bucket is rarer than daily.
  init?(
    after known: Episode?, reached value: Double, _ verdict: Calibration.Verdict, bucket: Int64,
    bucketSeconds: Int64
  ) {
    guard verdict.seconds >= ReturnPeriod.day else {
      guard let known else { return nil }
      self = known
      return
    }
    let goesOn = known.flatMap { $0.until >= bucket ? $0 : nil }
    self.value = max(value, goesOn?.value ?? value)
    until = bucket + Self.seconds / bucketSeconds
    isGrave = verdict.seconds >= Self.graveSeconds || goesOn?.isGrave ?? false
  }

  /// What the bucket's value has to beat; nil where the episode is over.
  func yardstick(at bucket: Int64) -> Double? { until >= bucket ? value : nil }

  /// Whether a bucket belongs to what was told of it alone, and is no evidence of a run.
  static func isWholeStory(_ episode: Episode?, _ verdict: Calibration.Verdict?, bucket: Int64) -> Bool {
    if let verdict, verdict.seconds >= graveSeconds { return true }
    return episode.map { $0.isGrave && $0.until >= bucket } ?? false
  }

  func encode(to writer: inout StateWriter) {
    writer.write(value)
    writer.write(Int(until))
    writer.write(isGrave ? 1 : 0)
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    value = try reader.readDouble()
    until = Int64(try reader.readInt())
    isGrave = try reader.readInt() == 1
  }
}
