import HarrierStatistics

/// What a budget has seen and spent: what the next hunt has to know to go on.
///
/// Bounded: stories of one day, each with one record at most, days of four weeks.
public struct BudgetHistory: Sendable, Hashable {
  /// What was told within the last day, the oldest first.
  public var stories: [ToldStory] = []
  /// Ends of the buckets of alerts that the window has paid for, in nanoseconds of event time.
  public var spent: [Int64] = []
  /// Stories that began on a day (UTC, days since 1970), by day; days without any are not there.
  public var storiesByDay: [Int: Int] = [:]
  /// The day of the first story of all: it, and those before it, are no full days.
  public var firstDay: Int?

  /// Days that the rate of stories is learnt from.
  public static let daysKept = 28
  /// Fewer full days say too little: weekends are not workdays.
  public static let daysNeeded = 7

  public init() {}

  /// Stories on a middling day of those before the given one, at most four weeks back; nil where these are too few.
  public func storiesADay(before day: Int) -> Double? {
    guard let firstDay else { return nil }
    return Self.middle(storiesByDay, max(firstDay + 1, day - Self.daysKept)..<max(firstDay + 1, day))
  }

  /// The median over the days, those without a story included; nil below ``daysNeeded``.
  public static func middle(_ counts: [Int: Int], _ days: Range<Int>) -> Double? {
    guard days.count >= daysNeeded else { return nil }
    let sorted = days.map { counts[$0] ?? 0 }.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? Double(sorted[half]) : Double(sorted[half - 1] + sorted[half]) / 2
  }

  /// Notes that a story began.
  public mutating func count(on day: Int) {
    firstDay = min(firstDay ?? day, day)
    storiesByDay[day, default: 0] += 1
    if storiesByDay.count > Self.daysKept + 2 {
      storiesByDay = storiesByDay.filter { $0.key >= day - Self.daysKept }
    }
  }
}

/// One thing that records told of, as long as further records may belong to it.
public struct ToldStory: Sendable, Hashable, StateCodable {
  /// Of its first record, and the events of its alerts.
  public var traces: RecordTraces
  /// Of all its records so far.
  public var evidence = JointEvidence()
  /// Its strangest record so far, while no alert was given: what the alert will show.
  public var strangest: Record?
  /// What it was worth at its last alert (``JointEvidence/seconds``); 0 while none was given.
  public var alertedAt = 0.0

  public init(_ traces: RecordTraces) { self.traces = traces }

  /// Takes in a record that belongs to it.
  public mutating func add(_ record: Record, isStranger: (Record, Record) -> Bool) {
    evidence.add(record)
    guard alertedAt == 0 else { return }
    if strangest.map({ isStranger(record, $0) }) ?? true { strangest = record }
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(traces)
    writer.write(evidence)
    writer.write(strangest)
    writer.write(alertedAt)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    traces = try RecordTraces(from: &reader)
    evidence = try JointEvidence(from: &reader)
    strangest = try reader.readIfAny(Record.self)
    alertedAt = try reader.readDouble()
  }
}

extension BudgetHistory: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(stories)
    writer.write(spent.count)
    for end in spent { writer.write(Int(end)) }
    writer.write(storiesByDay.count)
    for (day, count) in storiesByDay.sorted(by: { $0.key < $1.key }) {
      writer.write(day)
      writer.write(count)
    }
    writer.write(firstDay)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    stories = try reader.readList(ToldStory.self, least: 32)
    for _ in 0..<(try reader.readCount()) { spent.append(Int64(try reader.readInt())) }
    for _ in 0..<(try reader.readCount(least: 2)) {
      let day = try reader.readInt()
      storiesByDay[day] = try reader.readInt()
    }
    firstDay = try reader.readIntIfAny()
  }
}
