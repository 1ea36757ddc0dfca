import HarrierEvents
import HarrierFeatures
import HarrierJobs
import HarrierStatistics

/// One transform through a hunt: its open buckets, what lives on from bucket to bucket, and the rows that closed buckets
/// become.
final class TransformRun {
  let planned: Plan.PlannedTransform
  private var pending: [Int64: [[DerivedGroup]]] = [:]
  private var lastClosed: Int64?
  private var sessions: OpenSessions?
  private var ancestry: Ancestry?
  /// By output of ``TransformFunction/ageDays``, in their order.
  private var sightings: [FirstSightings]
  /// Of the first event, in nanoseconds.
  private var began: Int64?
  private(set) var rows = 0

  private var transform: Transform { planned.transform }
  /// Key lanes whose ages are told.
  private let ageLanes: [Int]
  private let names: DerivedRowNames
  private let dataset: [UInt8]

  init(_ planned: Plan.PlannedTransform) {
    self.planned = planned
    let transform = planned.transform
    names = DerivedRowNames(transform)
    dataset = Array(transform.dataset.utf8)
    sessions = transform.session.map { OpenSessions($0) }
    ancestry = transform.lineage.map { Ancestry($0, shown: planned.shownParts) }
    ageLanes = transform.outputs.filter { $0.function == .ageDays }.map { output in
      transform.groupBy.firstIndex { $0.field == output.field } ?? 0
    }
    sightings = ageLanes.map { _ in FirstSightings() }
  }

  func hasOpenBucket(before bucket: Int64) -> Bool { pending.keys.contains { $0 < bucket } }
  /// Takes in how many rows an earlier process with this hunt made.
  func resume(rows: Int) { self.rows = rows }
  /// The first bucket that still takes events.
  var openFrom: Int64 { lastClosed.map { $0 + 1 } ?? .min }

  /// What was let go for want of room, for people.
  var losses: [String] {
    let early = sessions?.endedEarly ?? 0
    let ages = sightings.reduce(0) { $0 + $1.forgotten }
    let ancestors = ancestry?.forgotten ?? 0
    return [
      early > 0 ? "\(early) sessions were ended early, for \(OpenSessions.most) are kept open" : nil,
      ages > 0 ? "\(ages) first sightings were forgotten, for \(FirstSightings.most) are kept" : nil,
      ancestors > 0
        ? "\(ancestors) processes were forgotten within a day of their last start, for \(Ancestry.most) are kept"
        : nil,
    ].compactMap(\.self)
  }

  func receive(_ groups: [(bucket: Int64, groups: [DerivedGroup])]) {
    for (bucket, groups) in groups { pending[bucket, default: []].append(groups) }
  }

  /// Makes rows of the buckets before the given one, in time order.
  func close(before bucket: Int64) -> DerivedRows {
    var told = DerivedRows()
    func tell(_ group: DerivedGroup, _ time: Int64, type: String? = nil) {
      write(group, time, type: type, to: &told.writer)
      told.end(time: time, witnesses: group.witnesses)
    }
    for open in pending.keys.sorted() where open < bucket {
      let start = Self.start(of: open, planned.bucketNanoseconds)
      expire(upTo: start, tell)
      var groups = DerivedGroup.joined(pending.removeValue(forKey: open)!.joined())
      note(groups)
      if ancestry != nil { groups = ancestry!.resolve(groups) }
      if sessions == nil {
        for group in groups { tell(group, start) }
      } else {
        for edge in sessions!.add(groups, bucketEnd: start.saturatingAdd(planned.bucketNanoseconds)) {
          tell(edge.group, edge.time, type: edge.isEnd ? "end" : "start")
        }
      }
      for index in sightings.indices { sightings[index].makeRoom() }
      lastClosed = open
    }
    let (end, isOver) = bucket.multipliedReportingOverflow(by: planned.bucketNanoseconds)
    expire(upTo: isOver ? .max : end, tell)
    // What nothing came of is closed too.
    if bucket != .max, lastClosed != nil { lastClosed = max(lastClosed!, bucket - 1) }
    rows += told.count
    return told
  }

  /// The bucket at the beginning of time has no start.
  private static func start(of bucket: Int64, _ span: Int64) -> Int64 {
    let (start, isOver) = bucket.multipliedReportingOverflow(by: span)
    return isOver ? .min : start
  }

  private func expire(upTo time: Int64, _ tell: (DerivedGroup, Int64, String?) -> Void) {
    for edge in sessions?.expire(upTo: time) ?? [] { tell(edge.group, edge.time, "end") }
  }

  private func note(_ groups: [DerivedGroup]) {
    for group in groups {
      began = min(began ?? .max, group.first)
      if ageLanes.isEmpty { continue }
      let parts = group.name.parts
      for (index, lane) in ageLanes.enumerated() where !parts[lane].isEmpty {
        sightings[index].note(parts[lane], first: group.first, last: group.last)
      }
    }
  }

  // MARK: Rows

  private func write(
    _ group: DerivedGroup, _ time: Int64, type: String?, to writer: inout DerivedRowWriter
  ) {
    writer.beginRow()
    writer.write(names.timestamp, time: time)
    writer.write(names.dataset, dataset[...])
    writer.write(names.start, time: group.first)
    writer.write(names.end, time: group.last)
    if let type { writer.write(names.type, Array(type.utf8)[...]) }
    let parts = group.name.parts
    for (name, value) in zip(names.groupBy, parts) { writer.write(name, value) }
    if let lineage = names.lineage { writer.write(lineage, parts[planned.shownParts]) }
    for number in transform.outputs.indices { write(number, of: group, parts, at: time, &writer) }
  }

  private func write(
    _ number: Int, of group: DerivedGroup, _ parts: [ArraySlice<UInt8>], at time: Int64,
    _ writer: inout DerivedRowWriter
  ) {
    let output = transform.outputs[number]
    let name = names.outputs[number]
    switch (output.function, group.payloads[number]) {
    case (.count, _): writer.write(name, Double(group.count))
    case (.span, _):
      writer.write(name, Double(group.last &- group.first) / 1e9)
    case (.historyDays, _):
      if let began { writer.write(name, max(0, Double(time) - Double(began)) / 86_400e9) }
    case (.ageDays, _):
      let index = transform.outputs[..<number].filter { $0.function == .ageDays }.count
      if let age = sightings[index].ageDays(of: parts[ageLanes[index]], at: time) {
        writer.write(name, age)
      }
    case (.distinctCount, .distinct(let sketch)): writer.write(name, sketch.estimate.rounded())
    case (.values, .strings(let strings)):
      let kept = strings.strings.keys.sorted().prefix(output.limit).map { strings.strings[$0]! }
      let values = Set(kept.flatMap { $0.split(separator: FieldValue.separator) })
      writer.write(
        name, list: Array(values.sorted { $0.lexicographicallyPrecedes($1) }.prefix(output.limit)))
    case (let function, .moments(let moments)) where moments.count > 0:
      writer.write(name, Self.number(function, moments))
    default: break
    }
  }

  private static func number(_ function: TransformFunction, _ moments: Moments) -> Double {
    switch function {
    case .mean: moments.sum.value / Double(moments.count)
    case .min: moments.least
    case .max: moments.greatest
    default: moments.sum.value
    }
  }

  // MARK: State

  func encode(to writer: inout StateWriter, files: SourceFiles) {
    for time in [lastClosed, began] {
      writer.write(time == nil ? 0 : 1)
      writer.write(Int(time ?? 0))
    }
    sessions?.encode(to: &writer, files: files)
    ancestry?.encode(to: &writer)
    for one in sightings { one.encode(to: &writer) }
    writer.write(pending.count)
    for bucket in pending.keys.sorted() {
      writer.write(Int(bucket))
      let groups = DerivedGroup.joined(pending[bucket]!.joined())
      writer.write(groups.count)
      for group in groups { group.encode(to: &writer, files: files) }
    }
  }

  /// Whether a group is one of this transform's.
  private func fits(_ group: DerivedGroup) -> Bool {
    group.payloads.count == transform.outputs.count && group.name.parts.count == planned.key.count
  }

  convenience init(
    _ planned: Plan.PlannedTransform, from reader: inout StateReader, files: SourceFiles
  ) throws(StateReader.Failure) {
    self.init(planned)
    func time() throws(StateReader.Failure) -> Int64? {
      let isKnown = try reader.readInt() == 1
      let time = Int64(try reader.readInt())
      return isKnown ? time : nil
    }
    lastClosed = try time()
    began = try time()
    try sessions?.read(from: &reader, files: files, fits: fits)
    try ancestry?.read(from: &reader)
    for index in sightings.indices { sightings[index] = try FirstSightings(from: &reader) }
    for _ in 0..<(try reader.readCount(least: 2)) {
      let bucket = Int64(try reader.readInt())
      var groups: [DerivedGroup] = []
      for _ in 0..<(try reader.readCount(least: 6)) {
        groups.append(try DerivedGroup(from: &reader, files: files))
      }
      guard groups.allSatisfy(fits) else { throw .damaged }
      pending[bucket] = [groups]
    }
  }
}
