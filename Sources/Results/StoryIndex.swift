import HarrierEvents
import HarrierScoring

/// Finds the story that a record belongs to, among the stories' first records.
struct StoryIndex {
  /// What a record leaves for others to be known by.
  struct Traces {
    /// Hashes of the places of its raw events.
    var events: [UInt64]
    var subject: Subject
    /// Its bucket, in nanoseconds.
    var time: Range<Int64>
  }

  /// Records about one host or person are one story if no more than this lies between their buckets.
  private static let reach: Int64 = 3600 * 1_000_000_000

  private var byEvent: [UInt64: Int] = [:]
  private var byName: [UInt64: [Int]] = [:]
  private var traces: [Int: Traces] = [:]

  /// - Parameter number: greater than those before.
  mutating func add(_ number: Int, _ traces: Traces) {
    self.traces[number] = traces
    for event in traces.events where byEvent[event] == nil { byEvent[event] = number }
    for name in traces.subject.names { byName[name, default: []].append(number) }
  }

  /// Forgets the stories below a number.
  mutating func drop(below number: Int) {
    let gone = traces.filter { $0.key < number }
    for (old, traces) in gone {
      self.traces[old] = nil
      for event in traces.events where byEvent[event] == old { byEvent[event] = nil }
      for name in traces.subject.names {
        byName[name]?.removeAll { $0 < number }
        if byName[name]?.isEmpty == true { byName[name] = nil }
      }
    }
  }

  /// Makes a story known by further events.
  mutating func add(events: [UInt64], to number: Int) {
    for event in events where byEvent[event] == nil {
      byEvent[event] = number
      traces[number]?.events.append(event)
    }
  }

  /// The first story with an event in common, else the first about the same within an hour.
  func story(of record: Traces) -> Int? {
    if let number = record.events.compactMap({ byEvent[$0] }).min() { return number }
    return record.subject.names.compactMap { name in
      byName[name]?.first { isNear(traces[$0], record) }
    }.min()
  }

  private func isNear(_ story: Traces?, _ record: Traces) -> Bool {
    guard let story else { return false }
    return Self.distance(story.time, record.time) < Self.reach && story.subject.isSame(as: record.subject)
  }

  /// Nanoseconds between two times; below 0 where they meet.
  private static func distance(_ a: Range<Int64>, _ b: Range<Int64>) -> Int64 {
    max(
      a.lowerBound.subtractingReportingOverflow(b.upperBound).partialValue,
      b.lowerBound.subtractingReportingOverflow(a.upperBound).partialValue)
  }
}

extension StoryIndex.Traces {
  init(of record: Record) {
    let start = record.timestamp.nanoseconds
    let (length, isLong) = max(0, record.bucketSpan).multipliedReportingOverflow(by: 1_000_000_000)
    let (end, isOver) = start.addingReportingOverflow(isLong ? .max : length)
    self.init(
      events: record.events.map(Self.place(of:)), subject: Subject(of: record),
      time: start..<(isOver ? .max : end))
  }

  private static func place(of event: EvidencePointer) -> UInt64 {
    Array("\(event.source)\n\(event.offset)".utf8).withUnsafeBufferPointer { StableHash.hash($0) }
  }
}
