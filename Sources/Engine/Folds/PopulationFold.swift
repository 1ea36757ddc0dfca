import HarrierDetectors
import HarrierEvents
import HarrierModels
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// Numbers `over` a population: each member against its peers and its own habit; a look is a
/// (member, bucket) pair.
final class PopulationFold: DetectorFold {
  private let side: Side
  private let evidence: Evidence
  private let bucketSeconds: Int64
  private var members: [Member] = []
  private var places = FlatTable<KeyName, Int>()
  private var populations: [UInt32: Population] = [:]
  private var calibration: Calibration
  private var runs: RunWatch
  /// The companion of information content; nil for other functions.
  private var spelling: SpellingHabits?

  private struct Member {
    var name: KeyName
    var model = PopulationMember()
    var episode: Episode?
    var memory = RunWatch.Memory()
  }

  var gate: LearningGate?
  var plot: PlotRecorder?

  init(side: Side, evidence: Evidence, bucketSeconds: Int64) {
    self.side = side
    self.evidence = evidence
    self.bucketSeconds = bucketSeconds
    calibration = Calibration(bucketSeconds: bucketSeconds, sharpening: Calibration.mostSharpening)
    runs = RunWatch(bucketSeconds: bucketSeconds)
    spelling = evidence == .infoContent ? SpellingHabits() : nil
  }

  var keyCount: Int { members.count }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    var findings: [Finding] = []
    var looks: [Double] = []
    var lessons: [(place: Int, x: Double, center: Double, scale: Double)] = []
    for (index, aggregate) in aggregates.enumerated() {
      guard let value = PayloadValue.value(aggregate, evidence) else { continue }
      let name = KeyName(aggregate)
      let place = places[name] ?? add(name)
      let population = populations[name.partition] ?? Population()
      let belief = members[place].model.predictive(population)
      let x = log1p(max(0, value))
      let yardstick = members[place].episode?.yardstick(at: bucket)
      var (surprisal, isHigh) = judge(x, belief, yardstick: yardstick)
      if let spelled = spelling?.surprisal(of: aggregate, member: place), side != .low, yardstick == nil,
        x >= belief.center
      {
        surprisal = Self.joined(surprisal, spelled)
      }
      looks.append(surprisal)
      plot?.add(KeyName(aggregate), bucket: bucket, actual: value) {
        PlotRecorder.Belief(
          lower: max(0, expm1(belief.center - 1.96 * belief.scale)), median: max(0, expm1(belief.center)),
          upper: expm1(belief.center + 1.96 * belief.scale))
      }
      let isLearnt = gate?.isOpen(
        KeyName(aggregate), bucket: bucket, actual: value, typical: max(0, expm1(belief.center)))
      if isLearnt ?? true {
        lessons.append((place, x, belief.center, belief.scale))
      } else {
        spelling?.skip(place)
      }
      let verdict = surprisal > 2 ? calibration.verdict(surprisal: surprisal, bucket: bucket) : nil
      let isTold = Episode.isWholeStory(members[place].episode, verdict, bucket: bucket)
      let run = isTold ? nil : judgeRun(place, x, belief, bucket)
      if let told = tell(
        place, index, value, surprisal, isHigh, verdict, run, belief, yardstick: yardstick)
      {
        findings.append(told)
      }
      if let verdict {
        members[place].episode = Episode(
          after: members[place].episode, reached: x, expected: belief.center, isHigh: isHigh, verdict,
          bucket: bucket, bucketSeconds: bucketSeconds)
      }
    }
    calibration.learn(looks, bucket: bucket)
    runs.settle(bucket: bucket)
    for lesson in lessons { learn(lesson) }
    spelling?.learn(
      gate == nil ? aggregates : aggregates.filter { gate!.isOpen(KeyName($0), bucket: bucket) })
    return Self.joined(findings)
  }

  /// What several by-values of one member say is one record: the rarest speaks for the others.
  private static func joined(_ findings: [Finding]) -> [Finding] {
    findings.grouped { KeyName(partition: $0.partition, over: $0.over, by: 0) }.map { group in
      let order = group.indices.sorted {
        (-group[$0].verdict.uncapped, $0) < (-group[$1].verdict.uncapped, $1)
      }
      var first = group[order[0]]
      first.speak(for: order.dropFirst().lazy.map { group[$0] })
      return first
    }
  }

  /// Two independent surprisals as one (Fisher's method): P(S₁ + S₂ ≥ s) = (1 + s) e^−s.
  private static func joined(_ a: Double, _ b: Double) -> Double { a + b - log1p(a + b) }

  private func add(_ name: KeyName) -> Int {
    members.append(Member(name: name))
    places.set(name, members.count - 1)
    return members.count - 1
  }

  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict {
    origin.kind == .run
      ? runs.verdict(surprisal: surprisal, bucket: bucket)
      : calibration.verdict(surprisal: surprisal, bucket: bucket)
  }

  func skip(buckets: Int64) {
    calibration.skip(buckets: buckets)
    runs.skip(buckets: buckets)
    // What lies on both sides of a gap is no run.
    for place in members.indices { members[place].memory = .init() }
  }

  func forget(_ names: Set<KeyName>) {
    let isGone = members.map { names.contains($0.name) }
    members = zip(members, isGone).filter { !$0.1 }.map(\.0)
    places = FlatTable()
    for (place, member) in members.enumerated() { places.set(member.name, place) }
    spelling?.forget(isGone)
  }

  // MARK: Memory

  var keyNames: [KeyName] { members.map(\.name) }

  var byteCount: Int {
    TableBytes.array(members.count, element: MemoryLayout<Member>.stride)
      + TableBytes.flat(members.count, entry: MemoryLayout<KeyName>.stride + 8)
      + TableBytes.dictionary(populations.count, entry: 8 + MemoryLayout<Population>.stride)
      + populations.count * Population.heapBytes + (spelling?.byteCount ?? 0)
  }

  /// Populations without a member go, too.
  func evict(_ names: [KeyName]) {
    forget(Set(names))
    let left = Set(members.map(\.name.partition))
    populations = populations.filter { left.contains($0.key) }
  }

  func forEachWord(_ body: (UInt32) -> Void) { for partition in populations.keys { body(partition) } }

  private func judge(
    _ x: Double, _ belief: PopulationMember.Belief, yardstick: Episode?
  ) -> (surprisal: Double, isHigh: Bool) {
    side.stranger { surprisal(x, isHigh: $0, belief, yardstick) }
  }

  /// Of one side, its price paid.
  private func surprisal(
    _ x: Double, isHigh: Bool, _ belief: PopulationMember.Belief, _ yardstick: Episode?
  ) -> Double {
    var center = belief.center
    if let yardstick, yardstick.isHigh == isHigh {
      center = isHigh ? max(center, yardstick.value) : min(center, yardstick.value)
    }
    let t = (x - center) / belief.scale * (isHigh ? 1 : -1)
    return max(0, -Tails.logStudentUpper(t, freedom: belief.freedom) - side.price)
  }

  /// The second question: this bucket's value and those before it, together, against the member's own habit.
  private func judgeRun(
    _ place: Int, _ x: Double, _ belief: PopulationMember.Belief, _ bucket: Int64
  ) -> RunWatch.Answer? {
    guard members[place].model.observations >= 1 else { return nil }
    members[place].memory.run.append(residual: (x - belief.center) / belief.scale)
    guard members[place].memory.run.isLong else { return nil }
    let tails = members[place].memory.run.surprisal(shared: belief.shared, freedom: belief.freedom)
    return runs.ask(
      &members[place].memory, tails: tails, isAbove: x > belief.center, side: side, bucket: bucket)
  }

  /// The bucket or its run, whichever is rarer; nil where neither is worth a record.
  private func tell(
    _ place: Int, _ index: Int, _ value: Double, _ surprisal: Double, _ isHigh: Bool,
    _ verdict: Calibration.Verdict?, _ run: RunWatch.Answer?, _ belief: PopulationMember.Belief,
    yardstick: Episode?
  ) -> Finding? {
    let single = verdict.flatMap { $0.seconds >= $0.least ? $0 : nil }
    let evidence = Finding.Evidence(single: surprisal, several: run?.surprisal ?? 0)
    if let run, let told = run.verdict, told.uncapped > single?.uncapped ?? 0 {
      return finding(
        place, index, value, run.surprisal, run.isHigh, told, evidence, belief, yardstick: nil, isRun: true)
    }
    return single.map {
      finding(
        place, index, value, surprisal, isHigh, $0, evidence, belief, yardstick: yardstick, isRun: false)
    }
  }

  private func finding(
    _ place: Int, _ index: Int, _ value: Double, _ surprisal: Double, _ isHigh: Bool,
    _ verdict: Calibration.Verdict, _ evidence: Finding.Evidence, _ belief: PopulationMember.Belief,
    yardstick: Episode?, isRun: Bool
  ) -> Finding {
    let name = members[place].name
    let run = members[place].memory.run
    let residual = Double(run.actual / max(run.weight, 1))
    return Finding(
      aggregate: index, partition: name.partition, over: name.over, by: name.by, surprisal: surprisal,
      verdict: verdict,
      kind: .deviation(
        .init(
          isHigh: isHigh, lower: max(0, expm1(belief.center - 1.96 * belief.scale)),
          upper: expm1(belief.center + 1.96 * belief.scale),
          ordinaryUpTo: expm1(belief.center + 3 * belief.scale),
          observations: members[place].model.observations,
          isFirst: members[place].model.observations == 0, evidence: evidence,
          run: isRun ? max(0, expm1(belief.center + residual * belief.scale)) : nil)),
      actual: value, typical: max(0, expm1(belief.center)),
      // A run's share is that of its last bucket: the events before are gone.
      surprisalWithout: isRun
        ? nil
        : { [unowned self] share in
          let expected = max(0, expm1(belief.center))
          let rest = self.evidence.value(value, without: share, expected: expected, isHigh: isHigh)
          return self.surprisal(log1p(max(0, rest)), isHigh: isHigh, belief, yardstick)
        }, origin: LookOrigin(kind: isRun ? .run : .bucket))
  }

  private func learn(_ lesson: (place: Int, x: Double, center: Double, scale: Double)) {
    let partition = members[lesson.place].name.partition
    populations[partition, default: Population()].learn(
      lesson.x, age: members[lesson.place].model.observations, center: lesson.center, scale: lesson.scale)
    members[lesson.place].model.learn(lesson.x)
  }

  func encode(to writer: inout StateWriter) {
    calibration.encode(to: &writer)
    runs.encode(to: &writer)
    writer.write(populations.count)
    for partition in populations.keys.sorted() {
      writer.write(Int(partition))
      populations[partition]!.encode(to: &writer)
    }
    writer.write(spelling == nil ? 0 : 1)
    spelling?.encode(to: &writer)
    writer.write(members.count)
    for member in members {
      for part in [member.name.partition, member.name.over, member.name.by] { writer.write(Int(part)) }
      member.model.encode(to: &writer)
      writer.write(member.episode == nil ? 0 : 1)
      member.episode?.encode(to: &writer)
      member.memory.encode(to: &writer)
    }
  }

  init(
    side: Side, evidence: Evidence, bucketSeconds: Int64, from reader: inout StateReader
  ) throws(StateReader.Failure) {
    self.side = side
    self.evidence = evidence
    self.bucketSeconds = bucketSeconds
    calibration = try Calibration(from: &reader)
    runs = try RunWatch(from: &reader)
    for _ in 0..<(try reader.readCount(least: 8)) {
      let partition = UInt32(truncatingIfNeeded: try reader.readInt())
      populations[partition] = try Population(from: &reader)
    }
    if try reader.readInt() == 1 { spelling = try SpellingHabits(from: &reader) }
    for place in 0..<(try reader.readCount(least: 8)) {
      let partition = UInt32(truncatingIfNeeded: try reader.readInt())
      let over = UInt32(truncatingIfNeeded: try reader.readInt())
      let by = UInt32(truncatingIfNeeded: try reader.readInt())
      var member = Member(name: KeyName(partition: partition, over: over, by: by))
      member.model = try PopulationMember(from: &reader)
      if try reader.readInt() == 1 { member.episode = try Episode(from: &reader) }
      member.memory = try RunWatch.Memory(from: &reader)
      members.append(member)
      places.set(member.name, place)
    }
  }
}
