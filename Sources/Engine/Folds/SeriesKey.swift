import HarrierModels
import HarrierStatistics

/// What is left of the surprise of a spike by what its key did before, in nats.
struct SpikeHabit {
  /// Where the like of it came at this hour of earlier days or weeks.
  var regular: Double?
  /// Where the like of it comes at any hour, but again and again, of a key that is idle else.
  var often: Double?

  /// Whether it is no surprise.
  var isKnown: Bool { min(regular ?? .infinity, often ?? .infinity) < RegularSpikes.leastSurprisal }
}

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
  /// Its first values may have been a spike, as what comes once a week begins with one; 0 where they were not to be learnt.
  private var first: (seconds: Int64, value: Float, buckets: UInt16)
  /// Buckets in which it had something, as far as ``dips`` asks.
  private var busyBuckets: UInt8 = 0
  /// Only of a key that has had one since.
  private var spikes: RegularSpikes?

  init(name: KeyName, model: consuming M, since seconds: Int64) {
    self.name = name
    self.model = model
    first = (seconds, 0, 0)
  }

  /// Its first value.
  mutating func begin(with value: Double) {
    (first.value, first.buckets) = (Float(value), 1)
    if value > 0 { busyBuckets = 1 }
  }

  /// Notes a later value. As long as it is at least half of the first ones it is part of what the key began with.
  mutating func goOn(with value: Double, at seconds: Int64, bucketSeconds: Int64) {
    if value > 0, busyBuckets < Self.leastBusy { busyBuckets += 1 }
    guard first.buckets > 0, first.seconds + Int64(first.buckets) * bucketSeconds == seconds,
      Float(value) * 2 >= first.value, first.buckets < .max
    else { return }
    first.value = max(first.value, Float(value))
    first.buckets += 1
  }

  /// Nothing is no news of a key that had something in a few buckets only: it came and went.
  var dips: Bool { busyBuckets >= Self.leastBusy }
  private static var leastBusy: UInt8 { 8 }

  // MARK: Spikes

  func habit(of spike: Double, expected: Double, at seconds: Int64, bucketSeconds: Int64) -> SpikeHabit {
    SpikeHabit(
      regular: spikes?.surprisal(of: spike, expected: expected, at: seconds, bucketSeconds: bucketSeconds),
      often: model.isBusy
        ? nil
        : spikes?.surprisalAtAnyHour(
          of: spike, expected: expected, at: seconds, bucketSeconds: bucketSeconds))
  }

  mutating func note(spike: Double, at seconds: Int64, bucketSeconds: Int64) {
    var known = spikes ?? beginning(bucketSeconds)
    known.note(spike, at: seconds)
    spikes = known
  }

  private static var longestSpike: Int64 { 43_200 }

  /// What it began with as spikes. What lasted for longer than half a day was none.
  private func beginning(_ bucketSeconds: Int64) -> RegularSpikes {
    var spikes = RegularSpikes()
    let length = Int64(first.buckets) * bucketSeconds
    guard length <= max(bucketSeconds, Self.longestSpike) else { return spikes }
    for time in stride(
      from: first.seconds, to: first.seconds + max(1, length), by: Int(max(3600, bucketSeconds)))
    {
      spikes.note(Double(first.value), at: time)
    }
    return spikes
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
    writer.write(Int(first.buckets))
    writer.write(Int(busyBuckets))
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
    first = (
      Int64(try reader.readInt()), try reader.readFloat(), UInt16(truncatingIfNeeded: try reader.readInt())
    )
    busyBuckets = UInt8(truncatingIfNeeded: try reader.readInt())
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
