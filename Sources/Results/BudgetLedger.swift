import HarrierEvents
import HarrierScoring

/// A budget as it is spent, alert by alert, over the last day.
///
/// An alert about events that an alert of the same day has shown already, found by another job, is the same story
/// and costs nothing.
///
/// - State: one window's alerts, to go on with in the next hunt.
/// - Cost: that of sorting the records once.
public struct BudgetLedger: Sendable {
  public let budget: Budget
  /// The alerts that the present window has paid for, as they came.
  public private(set) var recent: [SpentAlert]

  /// - Parameter recent: what an earlier hunt left in ``recent``.
  public init(_ budget: Budget, recent: [SpentAlert] = []) {
    self.budget = budget
    self.recent = recent
  }

  /// Spends the budget on records as their buckets ended, the rarest first, and returns those that became alerts, in
  /// the order given.
  public mutating func spend(on records: [Record]) -> [Record] {
    let order = records.indices.sorted { Self.comesBefore(records[$0], records[$1]) }
    let admitted = Set(order.filter { admits(records[$0]) })
    return records.indices.filter(admitted.contains).map { records[$0] }
  }

  private static func comesBefore(_ a: Record, _ b: Record) -> Bool {
    let (endOfA, endOfB) = (end(of: a), end(of: b))
    return endOfA == endOfB ? Ranking.ranksAbove(a, b) : endOfA < endOfB
  }

  private static func end(of record: Record) -> Int64 {
    record.timestamp.nanoseconds + record.bucketSpan * 1_000_000_000
  }

  private mutating func admits(_ record: Record) -> Bool {
    let now = Self.end(of: record)
    let window = Int64(budget.windowSeconds * 1e9)
    recent.removeAll { $0.end <= now - window }
    guard budget.isAlert(record) else { return false }
    let events = record.events.map { Self.place(of: $0) }
    if recent.contains(where: { !Set($0.events).isDisjoint(with: events) }) { return true }
    guard record.returnPeriodSeconds >= budget.price(after: recent.count) else { return false }
    recent.append(SpentAlert(end: now, events: events))
    return true
  }

  private static func place(of event: EvidencePointer) -> UInt64 {
    Array("\(event.source)\n\(event.offset)".utf8).withUnsafeBufferPointer { StableHash.hash($0) }
  }
}
