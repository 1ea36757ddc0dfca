import HarrierFeatures
import HarrierJobs
import HarrierStatistics

/// A group of a transform, merged over workers: what its row will say.
struct DerivedGroup {
  var name: GroupName
  var count: Int
  /// Event times, in nanoseconds.
  var first: Int64
  var last: Int64
  /// By output; ``Payload/events`` for one that needs none.
  var payloads: [Payload]
  /// Raw events, of least priority first.
  var witnesses: [SourceEvent]

  /// Takes in what another worker, or a later bucket, holds of the same group.
  mutating func merge(_ other: DerivedGroup) {
    count += other.count
    first = min(first, other.first)
    last = max(last, other.last)
    for index in payloads.indices {
      payloads[index].merge(other.payloads[index])
      if case .strings(let strings) = payloads[index] { payloads[index] = .strings(Self.capped(strings)) }
    }
    witnesses = Array(
      (witnesses + other.witnesses).sorted { $0.precedes($1) }.prefix(GroupTable.witnessCap))
  }

  /// The values of least hash.
  private static func capped(_ strings: StringSet) -> StringSet {
    guard strings.strings.count > Transform.mostValues else { return strings }
    let kept = strings.strings.keys.sorted().prefix(Transform.mostValues)
    return StringSet(
      Dictionary(uniqueKeysWithValues: kept.map { ($0, strings.strings[$0]!) }), isCapped: true)
  }

  /// Those of one name as one, in the order of their names.
  static func joined(_ groups: some Sequence<DerivedGroup>) -> [DerivedGroup] {
    let groups = Array(groups)
    var places = groups.indices.map { (order: groups[$0].name.order, place: $0) }
    places.sort { first, second in
      if first.order != second.order { return first.order < second.order }
      let (one, other) = (groups[first.place].name, groups[second.place].name)
      return one == other ? first.place < second.place : GroupName.precedes(one, other)
    }
    var joined: [DerivedGroup] = []
    joined.reserveCapacity(groups.count)
    for (_, place) in places {
      if let last = joined.last?.name, last == groups[place].name {
        joined[joined.count - 1].merge(groups[place])
      } else {
        joined.append(groups[place])
      }
    }
    return joined
  }
}

// MARK: State

extension DerivedGroup {
  func encode(to writer: inout StateWriter, files: SourceFiles) {
    name.encode(to: &writer)
    writer.write(count)
    writer.write(Int(first))
    writer.write(Int(last))
    writer.write(payloads.count)
    for payload in payloads { OpenBucket.encode(payload, to: &writer) }
    files.encode(witnesses, to: &writer)
  }

  init(from reader: inout StateReader, files: SourceFiles) throws(StateReader.Failure) {
    name = try GroupName(from: &reader)
    count = try reader.readInt()
    first = Int64(try reader.readInt())
    last = Int64(try reader.readInt())
    payloads = []
    for _ in 0..<(try reader.readCount()) { payloads.append(try OpenBucket.payload(from: &reader)) }
    witnesses = try files.readEvents(from: &reader)
  }
}
