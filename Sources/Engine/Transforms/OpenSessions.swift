import HarrierJobs
import HarrierStatistics

/// Groups that live on from bucket to bucket: a session is over when it has been silent for so long, or has lasted as
/// long as a session may.
///
/// What it tells depends on the buckets alone and not on when they were closed: a session ends at a time that follows
/// from its events, and a bucket's groups join what was open when the bucket began.
///
/// - State: a group and its raw events a session, of at most ``most`` of them.
struct OpenSessions {
  /// More are ended early: those silent for longest.
  static let most = 65_536

  private let idle: Int64
  private let longest: Int64
  private let cap: Int
  private var open: [GroupName: DerivedGroup] = [:]
  /// Sessions that were ended for want of room.
  private(set) var endedEarly = 0

  /// A session at its start or its end, and the time its row has.
  struct Told {
    var group: DerivedGroup
    var time: Int64
    var isEnd: Bool
  }

  init(_ session: Transform.Session, most: Int = Self.most) {
    idle = session.idleSeconds * 1_000_000_000
    longest = session.longestSeconds * 1_000_000_000
    cap = most
  }

  var count: Int { open.count }

  private func end(of group: DerivedGroup) -> Int64 {
    min(group.last.saturatingAdd(idle), group.first.saturatingAdd(longest))
  }

  /// Ends what is over at a time, in nanoseconds.
  mutating func expire(upTo time: Int64) -> [Told] {
    var told: [Told] = []
    for group in open.values {
      let end = end(of: group)
      if end <= time { told.append(Told(group: group, time: end, isEnd: true)) }
    }
    for one in told { open[one.group.name] = nil }
    return told.sorted {
      $0.time != $1.time ? $0.time < $1.time : GroupName.precedes($0.group.name, $1.group.name)
    }
  }

  /// Takes in a bucket's groups, in their order.
  ///
  /// - Parameter bucketEnd: in nanoseconds.
  /// - Precondition: what is over when the bucket begins was expired.
  mutating func add(_ groups: [DerivedGroup], bucketEnd: Int64) -> [Told] {
    var told: [Told] = []
    for group in groups {
      if open[group.name] == nil {
        told.append(Told(group: group, time: group.first, isEnd: false))
        open[group.name] = group
      } else {
        open[group.name]!.merge(group)
      }
    }
    return told + makeRoom(bucketEnd)
  }

  private mutating func makeRoom(_ bucketEnd: Int64) -> [Told] {
    guard open.count > cap else { return [] }
    let oldest = open.values.sorted {
      $0.last != $1.last ? $0.last < $1.last : GroupName.precedes($0.name, $1.name)
    }
    // An eighth at once: room is made seldom.
    let dropped = oldest.prefix(open.count - cap + cap / 8)
    for group in dropped { open[group.name] = nil }
    endedEarly += dropped.count
    return dropped.map { Told(group: $0, time: bucketEnd - 1, isEnd: true) }
  }

  // MARK: State

  func encode(to writer: inout StateWriter, files: SourceFiles) {
    writer.write(endedEarly)
    writer.write(open.count)
    for name in open.keys.sorted(by: GroupName.precedes) { open[name]!.encode(to: &writer, files: files) }
  }

  mutating func read(
    from reader: inout StateReader, files: SourceFiles, fits: (DerivedGroup) -> Bool
  ) throws(StateReader.Failure) {
    endedEarly = try reader.readInt()
    for _ in 0..<(try reader.readCount(least: 6)) {
      let group = try DerivedGroup(from: &reader, files: files)
      guard fits(group) else { throw .damaged }
      open[group.name] = group
    }
  }
}

extension Int64 {
  /// The sum, or the last number there is.
  func saturatingAdd(_ other: Int64) -> Int64 {
    let (sum, isOver) = addingReportingOverflow(other)
    return isOver ? (other > 0 ? .max : .min) : sum
  }
}
