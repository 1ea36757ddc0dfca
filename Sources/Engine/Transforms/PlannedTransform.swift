import HarrierEvents
import HarrierJobs

extension Plan {
  /// A transform with its slots.
  struct PlannedTransform: Sendable {
    var transform: Transform
    var predicate: Int
    /// Slots of a group's key: those of its row, then those that its lineage is told by.
    var key: [Int]
    /// By key lane, whether events without it count.
    var isOptional: [Bool]
    /// The key lane whose values are groups of their own.
    var split: Int?
    /// By output, the slot that it reads.
    var fields: [Int?]
    var bucketNanoseconds: Int64

    /// Parts of a group's key that its row shows.
    var shownParts: Int { transform.groupBy.count }
  }
}

extension Plan.PlannedTransform {
  init(_ transform: Transform, predicate: Int, fields eventFields: inout EventFields) {
    self.transform = transform
    self.predicate = predicate
    key = transform.groupBy.map { eventFields.add($0.field) }
    isOptional = transform.groupBy.map(\.isOptional)
    split = transform.groupBy.firstIndex(where: \.isSplit)
    if let lineage = transform.lineage {
      let told = [lineage.host, lineage.process, lineage.parent] + lineage.ids + lineage.parentIDs
      key += told.map { eventFields.add($0) }
      // Without a host or a name there is no process; without a parent it is a first ancestor.
      isOptional += [false, false] + told.dropFirst(2).map { _ in true }
    }
    fields = transform.outputs.map { output in output.field.map { eventFields.add($0) } }
    bucketNanoseconds = transform.bucketSeconds * 1_000_000_000
  }
}
