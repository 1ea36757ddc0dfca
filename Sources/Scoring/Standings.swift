import HarrierStatistics

/// The stories of the last day, by which records of all detectors get their ``Standing``.
///
/// Use once for all records of a hunt. Nothing that becomes known later is known to a record of a live hunt: those are
/// taken by the time at which their buckets close, so that any cut into several hunts gives the same.
///
/// - State: the stories, bounded by what was told within a day of ``least`` or more.
/// - Cost: that of sorting the records once, and of looking each up among the stories of its host, person and events.
public struct Standings: Sendable {
  /// What comes more often by chance is not told of and counts for nothing, in seconds.
  public static let least = JointEvidence.least

  private var stories: [OpenStory] = []
  private var index = StoryIndex()

  public init() {}

  /// Gives records their standing and the score of it.
  ///
  /// - Parameter known: when each record became known, in nanoseconds of event time, not before what an earlier call was
  ///   given; nil for finished logs, where everything is known of everything.
  public mutating func judge(_ records: inout [Record], known: [Int64]?) {
    let told = records.indices.filter { records[$0].returnPeriodSeconds >= Self.least }
    let order = told.sorted { a, b in
      if let known, known[a] != known[b] { return known[a] < known[b] }
      return Self.ranksAbove(records[a], records[b]) ?? (a < b)
    }
    var rest = order[...]
    while let first = rest.first {
      let now = known?[first]
      let together = rest.prefix { known?[$0] == now }
      if let now { forget(before: now) }
      place(Array(together), &records)
      rest = rest.dropFirst(together.count)
    }
  }

  /// What became known at one time, the rarest first.
  private mutating func place(_ together: [Int], _ records: inout [Record]) {
    let numbers = together.map { number in
      let place = story(of: RecordTraces(of: records[number]))
      stories[place].evidence.add(records[number])
      return place
    }
    for (number, place) in zip(together, numbers) {
      let period = records[number].returnPeriodSeconds
      let rank = stories[place].rank(period)
      guard let standing = Standing(place: rank, in: stories[place].evidence, of: period) else { continue }
      records[number].standing = standing
      records[number].recordScore = ReturnPeriod.score(seconds: standing.returnPeriodSeconds)
    }
  }

  private mutating func story(of traces: RecordTraces) -> Int {
    if let known = index.story(of: traces) { return known - index.first }
    index.add(index.first + stories.count, traces)
    stories.append(OpenStory(traces: traces))
    return stories.count - 1
  }

  private mutating func forget(before now: Int64) {
    let horizon = now.subtractingReportingOverflow(Int64(ReturnPeriod.day * 1e9)).partialValue
    let old = stories.prefix { $0.traces.time.upperBound <= horizon }.count
    stories.removeFirst(old)
    index.dropFirst(old)
  }

  /// Nil for equals. The order is that of keys, not of files: it must not know in which hunt a record was made.
  private static func ranksAbove(_ a: Record, _ b: Record) -> Bool? {
    if a.returnPeriodSeconds != b.returnPeriodSeconds { return a.returnPeriodSeconds > b.returnPeriodSeconds }
    if a.surprisal != b.surprisal { return a.surprisal > b.surprisal }
    if a.timestamp != b.timestamp { return a.timestamp < b.timestamp }
    return a.keysPrecede(those: b)
  }
}

/// What is known so far of one thing.
private struct OpenStory: Sendable, StateCodable {
  /// Of its first record.
  var traces: RecordTraces
  var evidence = JointEvidence()
  /// Return periods of its records, in seconds, the longest first.
  var periods: [Double] = []

  init(traces: RecordTraces) { self.traces = traces }

  /// The place of a period among all so far, from 1; those as long are before it. It is one of them from now on.
  mutating func rank(_ period: Double) -> Int {
    var (low, high) = (0, periods.count)
    while low < high {
      let middle = (low + high) / 2
      if periods[middle] >= period { low = middle + 1 } else { high = middle }
    }
    periods.insert(period, at: low)
    return low + 1
  }

  func encode(to writer: inout StateWriter) {
    writer.write(traces)
    writer.write(evidence)
    writer.write(periods)
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    traces = try RecordTraces(from: &reader)
    evidence = try JointEvidence(from: &reader)
    periods = try reader.readDoubles()
  }
}

extension Standings: StateCodable {
  public func encode(to writer: inout StateWriter) { writer.write(stories) }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    stories = try reader.readList(OpenStory.self, least: 32)
    for (number, story) in stories.enumerated() { index.add(number, story.traces) }
  }
}
