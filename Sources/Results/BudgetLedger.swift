import HarrierEvents
import HarrierScoring
import HarrierStatistics

/// A budget as it is spent, alert by alert, over the last day.
///
/// What is told of the same events, or of the same host or person within an hour, is one story (``Story``). It is paid for by what its
/// records are worth together (``HarrierScoring/JointEvidence``), once, and again only where a record alone is
/// ``escalation`` times rarer than the story was. Its strangest record so far is the alert; the others stand by.
///
/// - State: ``history``, to go on with in the next hunt.
/// - Cost: that of sorting the records once, and of looking a record up among a day's stories.
public struct BudgetLedger: Sendable {
  public let budget: Budget
  public private(set) var history: BudgetHistory
  private var index = StoryIndex()

  /// How many times rarer than its story at the last alert a record must be for another one.
  public static let escalation = 4.0

  /// What became of records.
  public struct Spending: Sendable {
    public var alerts: [Paid] = []
    /// Others of stories that were an alert.
    public var standingBy: [Record] = []
  }

  /// A story's strangest record, and what it was worth with the others when it was paid for.
  public struct Paid: Sendable {
    public var record: Record
    public var evidence: JointEvidence
  }

  /// - Parameter history: what an earlier hunt left.
  public init(_ budget: Budget, history: BudgetHistory = BudgetHistory()) {
    self.budget = budget
    returnPeriodSeconds = budget.returnPeriodSeconds
    self.history = history
    for (number, story) in history.stories.enumerated() { index.add(number, story.traces) }
  }

  /// The return period that an alert needs after all that was spent on, dearness aside, in seconds.
  public private(set) var returnPeriodSeconds: Double

  /// The record score of that.
  public var score: Double { ReturnPeriod.score(seconds: returnPeriodSeconds) }

  /// Spends the budget on records as their buckets ended, the rarest first. Both parts keep the order given.
  ///
  /// - Parameter knowsAll: for finished logs, whose days may all be counted before the first is spent on.
  public mutating func spend(on records: [Record], knowsAll: Bool = false) -> Spending {
    let counted = records.indices.filter { records[$0].returnPeriodSeconds >= budget.countedFrom }
    let order = counted.sorted { Self.comesBefore(records[$0], records[$1]) }
    let usual = knowsAll ? storiesADay(order.map { records[$0] }) : nil
    var alerts: [Int: Paid] = [:]
    // Places of records by their story's number, and the stories that are alerts.
    var told: [Int: [Int]] = [:]
    var alerted: Set<Int> = []
    for place in order {
      let (story, price) = tell(records[place], usual)
      told[story, default: []].append(place)
      alerts[place] = pay(for: story, price: price, records[place])
      if history.stories[story - index.first].alertedAt > 0 { alerted.insert(story) }
    }
    let shown = Set(alerts.values.map(\.record))
    let others = alerted.flatMap { told[$0] ?? [] }.sorted().map { records[$0] }
    return Spending(
      alerts: alerts.sorted { $0.key < $1.key }.map(\.value),
      standingBy: others.filter { !shown.contains($0) })
  }

  private static func comesBefore(_ a: Record, _ b: Record) -> Bool {
    let (endOfA, endOfB) = (end(of: a), end(of: b))
    return endOfA == endOfB ? Ranking.ranksAbove(a, b) : endOfA < endOfB
  }

  private static func end(of record: Record) -> Int64 {
    record.timestamp.nanoseconds + record.bucketSpan * 1_000_000_000
  }

  private static func day(_ nanoseconds: Int64) -> Int {
    Int((Double(nanoseconds) / 1e9 / ReturnPeriod.day).rounded(.down))
  }

  /// Of all full days of finished logs.
  private func storiesADay(_ ordered: [Record]) -> Double? {
    var counting = BudgetLedger(budget, history: history)
    var counts: [Int: Int] = [:]
    for record in ordered {
      let told = counting.storiesTold
      _ = counting.story(of: RecordTraces(of: record), ending: Self.end(of: record))
      if counting.storiesTold > told { counts[Self.day(Self.end(of: record)), default: 0] += 1 }
    }
    guard let first = ordered.first.map(Self.end), let last = ordered.last.map(Self.end) else { return nil }
    return BudgetHistory.middle(counts, min(Self.day(first) + 1, Self.day(last))..<Self.day(last))
  }

  /// Adds a record to its story: the story's number since the ledger began, and the return period, in seconds, that it
  /// needs for an alert as the record's bucket ends.
  private mutating func tell(_ record: Record, _ usual: Double?) -> (story: Int, price: Double) {
    let now = Self.end(of: record)
    let place = story(of: RecordTraces(of: record), ending: now)
    let storiesADay = usual ?? history.storiesADay(before: Self.day(now))
    returnPeriodSeconds = budget.returnPeriod(storiesADay: storiesADay)
    history.spent.removeAll { $0 <= now - Int64(budget.windowSeconds * 1e9) }
    history.stories[place].add(record, isStranger: Ranking.ranksAbove)
    return (index.first + place, budget.price(after: history.spent.count, storiesADay: storiesADay))
  }

  /// The alert, where what the record's story is worth with it pays for one.
  private mutating func pay(for number: Int, price: Double, _ record: Record) -> Paid? {
    let place = number - index.first
    let story = history.stories[place]
    // What the history supports ends before dear days do: a price must not become one that nothing can pay.
    let worth = max(story.evidence.seconds, record.unheldPeriodSeconds)
    guard worth >= price, record.unheldPeriodSeconds >= Self.escalation * story.alertedAt else { return nil }
    history.spent.append(Self.end(of: record))
    history.stories[place].alertedAt = worth
    history.stories[place].strangest = nil
    let shown = story.strangest ?? record
    let known = Set(story.traces.events)
    let events = RecordTraces(of: record).events.filter { !known.contains($0) }
    history.stories[place].traces.events += events
    index.add(events: events, to: number)
    return Paid(record: shown, evidence: story.evidence)
  }

  private var storiesTold: Int { index.first + history.stories.count }

  /// The place of the story that a record belongs to, be it a new one.
  private mutating func story(of traces: RecordTraces, ending now: Int64) -> Int {
    let horizon = now - Int64(ReturnPeriod.day * 1e9)
    let old = history.stories.prefix { $0.traces.time.upperBound <= horizon }.count
    history.stories.removeFirst(old)
    index.dropFirst(old)
    if let known = index.story(of: traces) { return known - index.first }
    index.add(storiesTold, traces)
    history.stories.append(ToldStory(traces))
    history.count(on: Self.day(now))
    return history.stories.count - 1
  }
}
