import HarrierEvents
import HarrierJobs
import HarrierStatistics

/// Who started whom: processes by host and id, with the names of their ancestors as of their start, so that an id that
/// is used again keeps nobody's past.
///
/// Starts are taken in the order of event time when a bucket closes; among starts of one moment parents come first.
///
/// - State: the names of a chain a process, of at most ``most`` processes; beyond, those are forgotten that have neither
///   started nor started another for longest, and their children know their parent alone.
struct Ancestry {
  static let most = 262_144
  static let arrow = Array(" > ".utf8)
  private struct Known {
    var chain: [UInt8]
    /// When it started, or last started another.
    var time: Int64
  }

  private let depth: Int
  private let idCount: Int
  private let shown: Int
  private let cap: Int
  private var known = FlatTable<UInt64, Known>()
  /// Ids forgotten for want of room within ``lively`` of their last use.
  private(set) var forgotten = 0
  /// Later, most processes have ended. In nanoseconds.
  private static let lively: Int64 = 86_400 * 1_000_000_000

  /// - Parameter shown: parts of a group's name before those that tell its lineage.
  init(_ lineage: Transform.Lineage, shown: Int, most: Int = Self.most) {
    depth = lineage.depth
    idCount = lineage.ids.count
    self.shown = shown
    cap = most
  }

  var count: Int { known.count }

  /// A process as its group names it.
  private struct Start {
    var group: DerivedGroup
    var name: ArraySlice<UInt8>
    var parent: ArraySlice<UInt8>
    var ids: [UInt64]
    var parentIDs: [UInt64]
  }

  private func start(_ group: DerivedGroup) -> Start {
    let parts = Array(group.name.parts.dropFirst(shown))
    let host = parts[0].withUnsafeBufferPointer { StableHash.hash($0) }
    // An id of one field is none of another's.
    func keys(_ from: Int) -> [UInt64] {
      (0..<idCount).compactMap { number in
        let id = parts[from + number]
        if id.isEmpty { return nil }
        return id.withUnsafeBufferPointer { StableHash.hash($0, seed: host &+ UInt64(number)) }
      }
    }
    return Start(
      group: group, name: parts[1], parent: parts[2], ids: keys(3), parentIDs: keys(3 + idCount))
  }

  /// A bucket's starts by ancestry: groups of one lineage become one.
  mutating func resolve(_ groups: [DerivedGroup]) -> [DerivedGroup] {
    let order = groups.indices.map { (first: groups[$0].first, place: $0) }.sorted { one, other in
      one.first != other.first
        ? one.first < other.first
        : GroupName.precedes(groups[one.place].name, groups[other.place].name)
    }
    var resolved: [DerivedGroup] = []
    resolved.reserveCapacity(groups.count)
    var from = 0
    while from < order.count {
      var to = from + 1
      while to < order.count, order[to].first == order[from].first { to += 1 }
      let starts = order[from..<to].map { start(groups[$0.place]) }
      for start in Self.parentsFirst(starts) { resolved.append(resolve(start)) }
      from = to
    }
    makeRoom()
    return DerivedGroup.joined(resolved)
  }

  private func place(ofAny ids: [UInt64]) -> Int? {
    for id in ids { if let place = known.place(of: id) { return place } }
    return nil
  }

  private mutating func resolve(_ start: Start) -> DerivedGroup {
    var chain: [UInt8] = []
    if let parent = place(ofAny: start.parentIDs) {
      chain = known[place: parent].chain + Self.arrow
      known[place: parent].time = max(known[place: parent].time, start.group.first)
    } else if !start.parent.isEmpty {
      chain = Array(start.parent) + Self.arrow
    }
    chain = Self.last(depth, of: chain + start.name)
    for id in start.ids { known.set(id, Known(chain: chain, time: start.group.first)) }
    var group = start.group
    group.name = group.name.prefix(shown, and: chain)
    return group
  }

  /// The nearest names.
  private static func last(_ depth: Int, of chain: [UInt8]) -> [UInt8] {
    var arrows = 0
    var at = chain.count - arrow.count
    while at > 0 {
      if chain[at..<(at + arrow.count)].elementsEqual(arrow) {
        arrows += 1
        if arrows == depth { return Array(chain[(at + arrow.count)...]) }
        at -= arrow.count
      } else {
        at -= 1
      }
    }
    return chain
  }

  /// Starts of one moment, so that each comes after its parent where that is among them; where they name each other in
  /// a circle, the first of the stable order begins.
  private static func parentsFirst(_ all: [Start]) -> [Start] {
    if all.count < 2 { return all }
    var owner: [UInt64: Int] = [:]
    for (number, start) in all.enumerated() {
      for id in start.ids where owner[id] == nil { owner[id] = number }
    }
    var state = [UInt8](repeating: 0, count: all.count)
    var ordered: [Start] = []
    for number in all.indices {
      var path: [Int] = []
      var next: Int? = number
      while let current = next, state[current] == 0 {
        state[current] = 1
        path.append(current)
        next = all[current].parentIDs.first { owner[$0] != nil }.map { owner[$0]! }
      }
      for place in path.reversed() { ordered.append(all[place]) }
    }
    return ordered
  }

  private mutating func makeRoom() {
    guard known.count > cap else { return }
    let oldest = zip(known.keys, known.values).map { (key: $0, time: $1.time) }.sorted {
      $0.time != $1.time ? $0.time < $1.time : $0.key < $1.key
    }
    let dropped = oldest.prefix(known.count - cap + cap / 8)
    for (key, _) in dropped { known.remove(key) }
    let lively = oldest.last!.time.saturatingAdd(-Self.lively)
    forgotten += dropped.count { $0.time > lively }
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    writer.write(forgotten)
    writer.write(known.count)
    for key in known.keys.sorted() {
      writer.write(key)
      known[key]!.chain.withUnsafeBufferPointer { writer.write($0) }
      writer.write(Int(known[key]!.time))
    }
  }

  mutating func read(from reader: inout StateReader) throws(StateReader.Failure) {
    forgotten = try reader.readInt()
    for _ in 0..<(try reader.readCount(least: 10)) {
      let key = try reader.readUInt64()
      let chain = try reader.readBytes()
      known.set(key, Known(chain: chain, time: Int64(try reader.readInt())))
    }
  }
}
