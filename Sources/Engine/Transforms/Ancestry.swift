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
  private var known: [UInt64: Known] = [:]
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
    let starts = groups.map { start($0) }.sorted {
      $0.group.first != $1.group.first
        ? $0.group.first < $1.group.first : GroupName.precedes($0.group.name, $1.group.name)
    }
    var resolved: [DerivedGroup] = []
    var from = 0
    while from < starts.count {
      var to = from + 1
      while to < starts.count, starts[to].group.first == starts[from].group.first { to += 1 }
      for start in Self.parentsFirst(starts[from..<to]) { resolved.append(resolve(start)) }
      from = to
    }
    makeRoom()
    return DerivedGroup.joined(resolved)
  }

  private mutating func resolve(_ start: Start) -> DerivedGroup {
    var chain: [UInt8] = []
    if let parent = start.parentIDs.first(where: { known[$0] != nil }) {
      chain = known[parent]!.chain + Self.arrow
      known[parent]!.time = max(known[parent]!.time, start.group.first)
    } else if !start.parent.isEmpty {
      chain = Array(start.parent) + Self.arrow
    }
    chain = Self.last(depth, of: chain + start.name)
    for id in start.ids { known[id] = Known(chain: chain, time: start.group.first) }
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
  private static func parentsFirst(_ starts: ArraySlice<Start>) -> [Start] {
    if starts.count < 2 { return Array(starts) }
    let all = Array(starts)
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
    let oldest = known.sorted {
      $0.value.time != $1.value.time ? $0.value.time < $1.value.time : $0.key < $1.key
    }
    let dropped = oldest.prefix(known.count - cap + cap / 8)
    for (key, _) in dropped { known[key] = nil }
    let lively = oldest.last!.value.time.saturatingAdd(-Self.lively)
    forgotten += dropped.count { $0.value.time > lively }
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
      known[key] = Known(chain: try reader.readBytes(), time: Int64(try reader.readInt()))
    }
  }
}
