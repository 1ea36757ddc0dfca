import HarrierFeatures
import HarrierModels
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// `time_of_day` and `time_of_week`: the hours of keys; a look is an event-bucket of a key.
///
/// With `over` a member is held against its population, without against all other keys while it is young.
final class ClockFold: DetectorFold {
  private let circle: Circle
  private let hasOver: Bool
  private let bucketSeconds: Int64
  private var keys: [KeyName: CircularDensity] = [:]
  private var peers: [KeyName: CircularDensity] = [:]
  private var calibration: Calibration
  /// Days on which it had any events.
  private var watched = WeekdayCount()

  /// Looks' worth of the peers in a key's belief.
  private var strength: Double { hasOver ? 10 : 2 }
  /// Looks of the peers below which a newcomer is not judged.
  private static let leastPeers = 20

  init(circle: Circle, hasOver: Bool, bucketSeconds: Int64) {
    self.circle = circle
    self.hasOver = hasOver
    self.bucketSeconds = bucketSeconds
    calibration = Calibration(bucketSeconds: bucketSeconds)
  }

  var keyCount: Int { keys.count }
  var gate: LearningGate?

  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict {
    calibration.verdict(surprisal: surprisal, bucket: bucket)
  }

  func skip(buckets: Int64) { calibration.skip(buckets: buckets) }

  func forget(_ names: Set<KeyName>) { for name in names { keys[name] = nil } }

  // MARK: Memory

  var keyNames: [KeyName] { Array(keys.keys) }

  var byteCount: Int {
    let entry = MemoryLayout<KeyName>.stride + MemoryLayout<CircularDensity>.stride
    return [keys, peers].reduce(0) { sum, table in
      sum + TableBytes.dictionary(table.count, entry: entry)
        + table.values.reduce(0) { $0 + $1.heapBytes }
    }
  }

  /// Populations without a member go, too.
  func evict(_ names: [KeyName]) {
    for name in names { keys[name] = nil }
    let left = Set(keys.keys.map { $0.peers(hasOver: hasOver) })
    peers = peers.filter { left.contains($0.key) }
  }

  func forEachWord(_ body: (UInt32) -> Void) { for name in peers.keys { name.forEachWord(body) } }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    if circle == .week { watch(aggregates) }
    var findings: [Finding] = []
    var looks: [Double] = []
    var lessons: [Lesson] = []
    var expectations: [KeyName: [Double]] = [:]
    for (index, aggregate) in aggregates.enumerated() {
      guard case .times(let times) = aggregate.payload, times.count > 0 else { continue }
      let name = KeyName(aggregate)
      let group = name.peers(hasOver: hasOver)
      let expectation = expectations[group] ?? self.expectation(of: group)
      expectations[group] = expectation
      let moments = moments(times)
      let look = judge(moments, name, expectation, isYoung: (peers[group]?.looks ?? 0) < Self.leastPeers)
      looks.append(look.surprisal)
      let isLearnt = gate?.isOpen(
        name, bucket: bucket, actual: Double(circle.position(of: look.seconds)), typical: Double(look.usual))
      if isLearnt ?? true { lessons.append(Lesson(name: name, moments: moments)) }
      guard look.surprisal > 2 else { continue }
      let verdict = calibration.verdict(surprisal: look.surprisal, bucket: bucket)
      if verdict.seconds >= verdict.least {
        findings.append(finding(look, name, aggregate: index, verdict))
      }
    }
    calibration.learn(looks, bucket: bucket)
    learn(lessons, bucket: bucket)
    return findings
  }

  private func watch(_ aggregates: [MergedAggregate]) {
    let first = aggregates.lazy.compactMap { aggregate in
      if case .times(let times) = aggregate.payload { times.first } else { nil }
    }.min()
    if let first { watched.note(first) }
  }

  /// The bins of a bucket's events, each with its first moment.
  private func moments(_ times: TimeSlots) -> [(bin: Int, seconds: Int64)] {
    var moments: [(bin: Int, seconds: Int64)] = []
    for second in times.seconds {
      let bin = circle.bin(of: second)
      if !moments.contains(where: { $0.bin == bin }) { moments.append((bin, second)) }
    }
    return moments
  }

  private func expectation(of group: KeyName) -> [Double] {
    let uniform = CircularDensity.uniform(circle)
    return peers[group]?.density(peers: uniform, strength: 1, watched: watched) ?? uniform
  }

  private struct Look {
    var surprisal: Double
    var seconds: Int64
    var usual: Int64
    var looks: Int
  }

  /// The strangest of a bucket's moments, one of so many chances.
  private func judge(
    _ moments: [(bin: Int, seconds: Int64)], _ name: KeyName, _ expectation: [Double], isYoung: Bool
  ) -> Look {
    let own = keys[name] ?? CircularDensity(circle)
    var look = Look(surprisal: 0, seconds: moments[0].seconds, usual: 0, looks: own.looks)
    if isYoung, own.looks < Self.leastPeers { return look }
    let density = own.density(peers: expectation, strength: strength, watched: watched)
    for moment in moments {
      let surprisal = CircularDensity.surprisal(of: moment.bin, in: density) - log(Double(moments.count))
      if surprisal > look.surprisal { (look.surprisal, look.seconds) = (surprisal, moment.seconds) }
    }
    let peak = density.indices.max { density[$0] < density[$1] } ?? 0
    look.usual = (Int64(peak) * 2 + 1) * circle.binSeconds / 2
    return look
  }

  private func finding(
    _ look: Look, _ name: KeyName, aggregate: Int, _ verdict: Calibration.Verdict
  ) -> Finding {
    let actual = circle.position(of: look.seconds)
    return Finding(
      aggregate: aggregate, partition: name.partition, over: name.over, by: name.by,
      surprisal: look.surprisal, verdict: verdict,
      kind: .moment(
        .init(circle: circle, position: actual, usual: look.usual, looks: look.looks)),
      actual: Double(actual), typical: Double(look.usual))
  }

  /// What a bucket says of a key.
  private struct Lesson {
    var name: KeyName
    var moments: [(bin: Int, seconds: Int64)]
    var bins: [Int] { moments.map(\.bin) }
  }

  private func learn(_ lessons: [Lesson], bucket: Int64) {
    for lesson in lessons {
      keys[lesson.name, default: CircularDensity(circle)].note(watched)
      keys[lesson.name]!.learn(lesson.bins, bucket: bucket, bucketSeconds: bucketSeconds)
    }
    for (group, members) in Dictionary(grouping: lessons, by: { $0.name.peers(hasOver: hasOver) }) {
      peers[group, default: CircularDensity(circle)].note(watched)
      peers[group]!.learn(looks: members.map(\.bins), bucket: bucket, bucketSeconds: bucketSeconds)
    }
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    calibration.encode(to: &writer)
    watched.encode(to: &writer)
    for table in [keys, peers] {
      writer.write(table.count)
      for name in table.keys.sorted() {
        name.encode(to: &writer)
        table[name]!.encode(to: &writer)
      }
    }
  }

  init(
    circle: Circle, hasOver: Bool, bucketSeconds: Int64, from reader: inout StateReader
  ) throws(StateReader.Failure) {
    self.circle = circle
    self.hasOver = hasOver
    self.bucketSeconds = bucketSeconds
    calibration = try Calibration(from: &reader)
    watched = try WeekdayCount(from: &reader)
    keys = try Self.table(from: &reader)
    peers = try Self.table(from: &reader)
  }

  private static func table(
    from reader: inout StateReader
  ) throws(StateReader.Failure) -> [KeyName: CircularDensity] {
    var table: [KeyName: CircularDensity] = [:]
    for _ in 0..<(try reader.readCount(least: 12)) {
      let name = try KeyName(from: &reader)
      table[name] = try CircularDensity(from: &reader)
    }
    return table
  }
}
