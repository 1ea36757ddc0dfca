import HarrierEvents
import HarrierScoring
import HarrierStatistics

/// A budget as it is spent, alert by alert, over the last day.
///
/// What is told of the same events, or of the same host or person within an hour, is one story: it is an alert once,
/// and again only where it became ``escalation`` times rarer. What the jobs tell beside stands by.
///
/// - State: ``history``, to go on with in the next hunt.
/// - Cost: that of sorting the records once, and of looking a record up among a day's stories.
public struct BudgetLedger: Sendable {
  public let budget: Budget
  public private(set) var history: BudgetHistory
  private var index = StoryIndex()

  /// How many times rarer than its last alert a story must become for another one.
  public static let escalation = 4.0

  /// What became of records.
  public struct Spending: Sendable {
    public var alerts: [Record] = []
    /// Rare enough, and told of a story that was an alert already.
    public var standingBy: [Record] = []
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
    var verdicts: [Int: Verdict] = [:]
    for place in order { verdicts[place] = judge(records[place], usual) }
    return Spending(
      alerts: counted.filter { verdicts[$0] == .alert }.map { records[$0] },
      standingBy: counted.filter { verdicts[$0] == .standsBy }.map { records[$0] })
  }

  private enum Verdict { case alert, standsBy, passedOver }

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

  private mutating func judge(_ record: Record, _ usual: Double?) -> Verdict {
    let now = Self.end(of: record)
    let traces = RecordTraces(of: record)
    let place = story(of: traces, ending: now)
    let storiesADay = usual ?? history.storiesADay(before: Self.day(now))
    returnPeriodSeconds = budget.returnPeriod(storiesADay: storiesADay)
    history.spent.removeAll { $0 <= now - Int64(budget.windowSeconds * 1e9) }
    let period = record.returnPeriodSeconds
    guard period >= returnPeriodSeconds else { return .passedOver }
    let told = history.stories[place].alertedAt
    let isNews = period >= Self.escalation * told
    guard isNews, period >= budget.price(after: history.spent.count, storiesADay: storiesADay) else {
      return told > 0 ? .standsBy : .passedOver
    }
    history.spent.append(now)
    history.stories[place].alertedAt = period
    let known = Set(history.stories[place].traces.events)
    let events = traces.events.filter { !known.contains($0) }
    history.stories[place].traces.events += events
    index.add(events: events, to: index.first + place)
    return .alert
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
