import HarrierEvents
import HarrierFeatures
import HarrierJobs

/// The rows that closed buckets of a transform became, in the order in which they enter the pass.
struct DerivedRows {
  /// One after another, each a line.
  var writer = DerivedRowWriter()
  /// By row: where its line ends.
  private(set) var ends: [Int] = []
  /// By row, in nanoseconds.
  private(set) var times: [Int64] = []
  /// By row: raw events behind it.
  private(set) var witnesses: [[SourceEvent]] = []

  var count: Int { ends.count }

  /// Ends the row that was written last.
  mutating func end(time: Int64, witnesses: [SourceEvent]) {
    writer.endRow()
    ends.append(writer.bytes.count)
    times.append(time)
    self.witnesses.append(witnesses)
  }

  /// A row's line, its end included.
  func line(_ row: Int) -> ArraySlice<UInt8> { writer.bytes[(row == 0 ? 0 : ends[row - 1])..<ends[row]] }
}

/// The names of a transform's fields, made once.
struct DerivedRowNames {
  let timestamp = DerivedRowWriter.Name("@timestamp")
  let dataset = DerivedRowWriter.Name("event.dataset")
  let start = DerivedRowWriter.Name("event.start")
  let end = DerivedRowWriter.Name("event.end")
  let type = DerivedRowWriter.Name("event.type")
  let groupBy: [DerivedRowWriter.Name]
  let lineage: DerivedRowWriter.Name?
  let outputs: [DerivedRowWriter.Name]

  init(_ transform: Transform) {
    groupBy = transform.groupBy.map { DerivedRowWriter.Name($0.name) }
    lineage = transform.lineage.map { DerivedRowWriter.Name($0.name) }
    outputs = transform.outputs.map { DerivedRowWriter.Name($0.name) }
  }
}
