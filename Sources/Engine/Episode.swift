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

  init(value: Double, until: Int64, isGrave: Bool) {
    self.value = value
    self.until = until
    self.isGrave = isGrave
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
