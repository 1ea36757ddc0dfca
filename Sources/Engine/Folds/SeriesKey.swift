import HarrierModels
import HarrierStatistics

/// A key of a ``SeriesFold``, and all that is known of it.
struct SeriesKey<M: SeriesModel> {
  var name: KeyName
  var model: M
  var episode: Episode?
  var memory = RunWatch.Memory()
  /// Not seen again since a gap: until then it may not have been there yet, and its silence says nothing.
  var isAway = false
  /// Only of a key that is old and busy enough.
  var changes: ChangeWatch?
  var timeline = RecentBuckets()
  /// Its first value may have been a spike, as what comes once a week begins with one; 0 where it was not to be learnt.
  var first: (seconds: Int64, value: Float)
  /// Only of a key that has had one since.
  private var spikes: RegularSpikes?

  init(name: KeyName, model: consuming M, since seconds: Int64) {
    self.name = name
    self.model = model
    first = (seconds, 0)
  }

  // MARK: Spikes

  /// What is left of a spike's surprise where the like of it came at this hour of earlier days or weeks.
  func habitSurprisal(
    of spike: Double, expected: Double, at seconds: Int64, bucketSeconds: Int64
  ) -> Double? {
    spikes?.surprisal(of: spike, expected: expected, at: seconds, bucketSeconds: bucketSeconds)
  }

  mutating func note(spike: Double, at seconds: Int64) {
    if spikes == nil {
      spikes = RegularSpikes()
      spikes!.note(Double(first.value), at: first.seconds)
    }
    spikes!.note(spike, at: seconds)
  }

  // MARK: Memory and state

  /// Beside itself.
  var heapBytes: Int {
    model.heapBytes + (changes == nil ? 0 : ChangeWatch.byteCount)
      + (timeline.count == 0 ? 0 : TableBytes.block(timeline.count * 28)) + (spikes?.heapBytes ?? 0)
  }

  func encode(to writer: inout StateWriter) {
    name.encode(to: &writer)
    writer.write(Int(first.seconds))
    writer.write(first.value)
    model.encode(to: &writer)
    writer.write(episode == nil ? 0 : 1)
    episode?.encode(to: &writer)
    memory.encode(to: &writer)
    writer.write(changes == nil ? 0 : 1)
    changes?.encode(to: &writer)
    writer.write(spikes)
    // Quiet keys have no picture worth keeping: all their buckets are empty.
    let picture = timeline.inOrder
    writer.write(picture.count)
    for point in picture {
      writer.write(Int(point.bucket))
      writer.write(point.actual)
      writer.write(point.expected)
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    name = try KeyName(from: &reader)
    first = (Int64(try reader.readInt()), try reader.readFloat())
    model = try M(from: &reader)
    if try reader.readInt() == 1 { episode = try Episode(from: &reader) }
    memory = try RunWatch.Memory(from: &reader)
    if try reader.readInt() == 1 { changes = try ChangeWatch(from: &reader) }
    spikes = try reader.readIfAny(RegularSpikes.self)
    for _ in 0..<(try reader.readCount(least: 9)) {
      let bucket = Int64(try reader.readInt())
      let actual = try reader.readFloat()
      let expected = try reader.readFloat()
      timeline.append(TimelineValue(bucket: bucket, actual: actual, expected: expected, upper: expected))
    }
  }
}
