import HarrierScoring
import HarrierStatistics

/// An anomaly that goes on. One cause, one record: what it reached is the yardstick for what follows within four hours.
struct Episode: StateCodable {
  /// The greatest, or the least of a dip.
  var value: Double
  /// The last bucket of which it is the yardstick.
  var until: Int64
  /// When the value was reached.
  var expected: Float
  var isHigh: Bool
  /// Rare enough to be the whole story: its buckets are no evidence of a run.
  var isGrave: Bool

  static let seconds: Int64 = 4 * 3600
  /// A score of 50.
  static let graveSeconds = 7 * ReturnPeriod.day

  /// The episode after a bucket that reached a value: what it was, or a new one where the bucket is rarer than daily.
  init?(
    after known: Episode?, reached value: Double, expected: Double, isHigh: Bool,
    _ verdict: Calibration.Verdict, bucket: Int64, bucketSeconds: Int64
  ) {
    guard verdict.seconds >= ReturnPeriod.day else {
      guard let known else { return nil }
      self = known
      return
    }
    let goesOn = known.flatMap { $0.until >= bucket && $0.isHigh == isHigh ? $0 : nil }
    let isMost = goesOn.map { isHigh ? value > $0.value : value < $0.value } ?? true
    self.value = isMost ? value : goesOn?.value ?? value
    self.expected = isMost ? Float(expected) : goesOn?.expected ?? Float(expected)
    self.isHigh = isHigh
    until = bucket + Self.seconds / bucketSeconds
    isGrave = verdict.seconds >= Self.graveSeconds || goesOn?.isGrave ?? false
  }

  /// What comes at its hour, or again and again, begins an episode, too: whatever follows it is of its cause.
  init(after known: Episode?, habit value: Double, expected: Double, bucket: Int64, bucketSeconds: Int64) {
    let goesOn = known.flatMap { $0.until >= bucket && $0.isHigh ? $0 : nil }
    self.value = max(value, goesOn?.value ?? value)
    self.expected = Float(expected)
    isHigh = true
    until = bucket + Self.seconds / bucketSeconds
    isGrave = true
  }

  /// What the bucket's value has to beat; nil where the episode is over.
  func yardstick(at bucket: Int64) -> Episode? { until >= bucket ? self : nil }

  /// Whether a value below what is expected is the same dip: not half as deep again, or not half as far down to nothing.
  func isSameDip(_ value: Double, expected now: Double) -> Bool {
    let expected = Double(expected)
    if now - value <= 1.5 * (expected - self.value) { return true }
    return self.value >= 0 && expected > 0 && now > 0 && 1.5 * value / now >= self.value / expected
  }

  /// Whether a bucket belongs to what was told of it alone, and is no evidence of a run.
  static func isWholeStory(_ episode: Episode?, _ verdict: Calibration.Verdict?, bucket: Int64) -> Bool {
    if let verdict, verdict.seconds >= graveSeconds { return true }
    return episode.map { $0.isGrave && $0.until >= bucket } ?? false
  }

  func encode(to writer: inout StateWriter) {
    writer.write(value)
    writer.write(expected)
    writer.write(isHigh)
    writer.write(Int(until))
    writer.write(isGrave ? 1 : 0)
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    value = try reader.readDouble()
    expected = try reader.readFloat()
    isHigh = try reader.readBool()
    until = Int64(try reader.readInt())
    isGrave = try reader.readInt() == 1
  }
}
