/// Finds the story that a record belongs to, among the stories' first records.
///
/// Use where records of all detectors come together; it forgets nothing by itself (``dropFirst(_:)``).
public struct StoryIndex: Sendable {
  /// Records about one host or person are one story if no more than this lies between their buckets.
  private static let reach: Int64 = 3600 * 1_000_000_000
  /// Who is new does everything for the first time, one thing after the other: a day of that is one story.
  private static let reachOfNewcomers: Int64 = 24 * reach

  private var byEvent: [UInt64: Int] = [:]
  private var byName: [UInt64: [Int]] = [:]
  private var traces: [Int: RecordTraces] = [:]
  /// The first story that is not forgotten.
  public private(set) var first = 0

  public init() {}

  /// - Parameter number: greater than those before.
  public mutating func add(_ number: Int, _ traces: RecordTraces) {
    self.traces[number] = traces
    for event in traces.events where byEvent[event] == nil { byEvent[event] = number }
    for name in traces.subject.names { byName[name, default: []].append(number) }
  }

  /// Forgets so many stories, the first ones.
  public mutating func dropFirst(_ count: Int) {
    for number in first..<(first + count) {
      guard let traces = traces.removeValue(forKey: number) else { continue }
      for event in traces.events where byEvent[event] == number { byEvent[event] = nil }
      for name in traces.subject.names {
        byName[name]?.removeFirst()
        if byName[name]?.isEmpty == true { byName[name] = nil }
      }
    }
    first += count
  }

  /// Makes a story known by further events.
  public mutating func add(events: [UInt64], to number: Int) {
    for event in events where byEvent[event] == nil {
      byEvent[event] = number
      traces[number]?.events.append(event)
    }
  }

  /// The first story with an event in common, else the first about the same within an hour, or within a day where
  /// both say that somebody is new.
  public func story(of record: RecordTraces) -> Int? {
    if let number = record.events.compactMap({ byEvent[$0] }).min() { return number }
    return record.subject.names.compactMap { name in
      byName[name]?.first { isNear(traces[$0], record) }
    }.min()
  }

  private func isNear(_ story: RecordTraces?, _ record: RecordTraces) -> Bool {
    guard let story else { return false }
    let isArrival = story.saysSomebodyIsNew && record.saysSomebodyIsNew
    let reach = isArrival ? Self.reachOfNewcomers : Self.reach
    return Self.distance(story.time, record.time) < reach && story.subject.isSame(as: record.subject)
  }

  /// Nanoseconds between two times; below 0 where they meet.
  private static func distance(_ a: Range<Int64>, _ b: Range<Int64>) -> Int64 {
    max(
      a.lowerBound.subtractingReportingOverflow(b.upperBound).partialValue,
      b.lowerBound.subtractingReportingOverflow(a.upperBound).partialValue)
  }
}
