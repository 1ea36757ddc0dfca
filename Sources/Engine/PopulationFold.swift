import HarrierDetectors
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
  private var places: [MemberName: Int] = [:]
  private var populations: [UInt32: Population] = [:]
  private var calibration: Calibration
  /// The companion of information content; nil for other functions.
  private var spelling: SpellingHabits?

  private struct MemberName: Hashable {
    var partition: UInt32
    var over: UInt32
    var by: UInt32
  }

  private struct Member {
    var name: MemberName
    var model = PopulationMember()
    var episode: (value: Double, until: Int64)?
  }

  private static var episodeSeconds: Int64 { 4 * 3600 }
  var gate: LearningGate?

  init(side: Side, evidence: Evidence, bucketSeconds: Int64) {
    self.side = side
    self.evidence = evidence
    self.bucketSeconds = bucketSeconds
    calibration = Calibration(bucketSeconds: bucketSeconds, sharpening: Calibration.mostSharpening)
    spelling = evidence == .infoContent ? SpellingHabits() : nil
  }

  var keyCount: Int { members.count }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    var findings: [Finding] = []
    var looks: [Double] = []
    var lessons: [(place: Int, x: Double, center: Double, scale: Double)] = []
    for (index, aggregate) in aggregates.enumerated() {
      guard let value = PayloadValue.value(aggregate, evidence) else { continue }
      let name = MemberName(partition: aggregate.partition, over: aggregate.over, by: aggregate.by)
      let place = places[name] ?? add(name)
      let population = populations[name.partition] ?? Population()
      let belief = members[place].model.predictive(population)
      let x = log1p(max(0, value))
      let yardstick = members[place].episode.flatMap { $0.until >= bucket ? $0.value : nil }
      var (surprisal, isHigh) = judge(x, belief, yardstick: yardstick)
      if let spelled = spelling?.surprisal(of: aggregate, member: place), side != .low, yardstick == nil,
        x >= belief.center
      {
        surprisal = Self.joined(surprisal, spelled)
      }
      looks.append(surprisal)
      let isLearnt = gate?.isOpen(
        KeyName(aggregate), bucket: bucket, actual: value, typical: max(0, expm1(belief.center)))
      if isLearnt ?? true {
        lessons.append((place, x, belief.center, belief.scale))
      } else {
        spelling?.skip(place)
      }
      guard surprisal > 2 else { continue }
      let verdict = calibration.verdict(surprisal: surprisal, bucket: bucket)
      if verdict.seconds >= verdict.least {
        findings.append(
          finding(place, index, value, surprisal, isHigh, verdict, belief, yardstick: yardstick))
      }
      if verdict.seconds >= ReturnPeriod.day, isHigh {
        members[place].episode = (
          max(x, yardstick ?? x), bucket + Self.episodeSeconds / bucketSeconds
        )
      }
    }
    calibration.learn(looks, bucket: bucket)
    for lesson in lessons { learn(lesson) }
    spelling?.learn(
      gate == nil ? aggregates : aggregates.filter { gate!.isOpen(KeyName($0), bucket: bucket) })
    return findings
  }

  /// Two independent surprisals as one (Fisher's method): P(S₁ + S₂ ≥ s) = (1 + s) e^−s.
  private static func joined(_ a: Double, _ b: Double) -> Double { a + b - log1p(a + b) }

  private func add(_ name: MemberName) -> Int {
    members.append(Member(name: name))
    places[name] = members.count - 1
    return members.count - 1
  }

  func skip(buckets: Int64) { calibration.skip(buckets: buckets) }

  func forget(_ names: Set<KeyName>) {
    let isGone = members.map {
      names.contains(KeyName(partition: $0.name.partition, over: $0.name.over, by: $0.name.by))
    }
    members = zip(members, isGone).filter { !$0.1 }.map(\.0)
    places = Dictionary(uniqueKeysWithValues: members.indices.map { (members[$0].name, $0) })
    spelling?.forget(isGone)
  }

  private func judge(
    _ x: Double, _ belief: (center: Double, scale: Double, freedom: Double), yardstick: Double?
  ) -> (Double, Bool) {
    let center = max(belief.center, yardstick ?? -.infinity)
    let t = (x - center) / belief.scale
    let upper = -Tails.logStudentUpper(t, freedom: belief.freedom)
    let lower = -Tails.logStudentUpper(-(x - belief.center) / belief.scale, freedom: belief.freedom)
    switch side {
    case .high: return (max(0, upper), true)
    case .low: return (max(0, lower), false)
    case .both: return (max(0, max(upper, lower) - log(2)), upper >= lower)
    }
  }

  private func finding(
    _ place: Int, _ index: Int, _ value: Double, _ surprisal: Double, _ isHigh: Bool,
    _ verdict: Calibration.Verdict, _ belief: (center: Double, scale: Double, freedom: Double),
    yardstick: Double?
  ) -> Finding {
    let name = members[place].name
    return Finding(
      aggregate: index, partition: name.partition, over: name.over, by: name.by, surprisal: surprisal,
      verdict: verdict,
      kind: .deviation(
        .init(
          isHigh: isHigh, lower: max(0, expm1(belief.center - 1.96 * belief.scale)),
          upper: expm1(belief.center + 1.96 * belief.scale),
          ordinaryUpTo: expm1(belief.center + 3 * belief.scale),
          observations: members[place].model.observations,
          isFirst: members[place].model.observations == 0)),
      actual: value, typical: max(0, expm1(belief.center)),
      surprisalWithout: { [unowned self] share in
        judge(log1p(max(0, value * (1 - share))), belief, yardstick: yardstick).0
      })
  }

  private func learn(_ lesson: (place: Int, x: Double, center: Double, scale: Double)) {
    let partition = members[lesson.place].name.partition
    populations[partition, default: Population()].learn(
      lesson.x, age: members[lesson.place].model.observations, center: lesson.center, scale: lesson.scale)
    members[lesson.place].model.learn(lesson.x)
  }

  func encode(to writer: inout StateWriter) {
    calibration.encode(to: &writer)
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
      if let episode = member.episode {
        writer.write(episode.value)
        writer.write(Int(episode.until))
      }
    }
  }

  init(
    side: Side, evidence: Evidence, bucketSeconds: Int64, from reader: inout StateReader
  ) throws(StateReader.Failure) {
    self.side = side
    self.evidence = evidence
    self.bucketSeconds = bucketSeconds
    calibration = try Calibration(from: &reader)
    for _ in 0..<(try reader.readCount(least: 8)) {
      let partition = UInt32(truncatingIfNeeded: try reader.readInt())
      populations[partition] = try Population(from: &reader)
    }
    if try reader.readInt() == 1 { spelling = try SpellingHabits(from: &reader) }
    for place in 0..<(try reader.readCount(least: 8)) {
      let partition = UInt32(truncatingIfNeeded: try reader.readInt())
      let over = UInt32(truncatingIfNeeded: try reader.readInt())
      let by = UInt32(truncatingIfNeeded: try reader.readInt())
      var member = Member(name: MemberName(partition: partition, over: over, by: by))
      member.model = try PopulationMember(from: &reader)
      if try reader.readInt() == 1 { member.episode = (try reader.readDouble(), Int64(try reader.readInt())) }
      members.append(member)
      places[member.name] = place
    }
  }
}
