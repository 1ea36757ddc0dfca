import HarrierEvents
import HarrierStatistics

/// A key of a fold: words of the detector's vocabulary, 0 where the detector has no such part.
struct KeyName: Hashable, Comparable, FlatKey {
  var partition: UInt32
  var over: UInt32
  var by: UInt32

  init(partition: UInt32, over: UInt32, by: UInt32) {
    self.partition = partition
    self.over = over
    self.by = by
  }

  init(_ aggregate: MergedAggregate) {
    self.init(partition: aggregate.partition, over: aggregate.over, by: aggregate.by)
  }

  init(_ finding: Finding) {
    self.init(partition: finding.partition, over: finding.over, by: finding.by)
  }

  static func < (a: KeyName, b: KeyName) -> Bool {
    (a.partition, a.over, a.by) < (b.partition, b.over, b.by)
  }

  var slotHash: Int { StableHash.slot(partition, over, by) }

  /// The same in any hunt, as words of the vocabulary are not.
  func hash(in vocabulary: SymbolTable) -> UInt64 {
    [partition, over, by].reduce(0) { ($0 &* 0x9E37_79B9_7F4A_7C15) ^ vocabulary.hash(of: $1) }
  }

  func forEachWord(_ body: (UInt32) -> Void) {
    for word in [partition, over, by] where word != 0 { body(word) }
  }

  /// Those it is compared with: its population, or all keys where there is none.
  func peers(hasOver: Bool) -> KeyName {
    KeyName(partition: hasOver ? partition : 0, over: 0, by: hasOver ? by : 0)
  }
}

extension KeyName {
  func encode(to writer: inout StateWriter) {
    for part in [partition, over, by] { writer.write(Int(part)) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    partition = UInt32(truncatingIfNeeded: try reader.readInt())
    over = UInt32(truncatingIfNeeded: try reader.readInt())
    by = UInt32(truncatingIfNeeded: try reader.readInt())
  }
}
