import HarrierFeatures
import HarrierModels
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// `beacon`: how regular the contacts of each pair are, against contacts by chance, all pairs and the pair's own habit;
/// a look is a bucket of a pair with enough contacts.
///
/// What polls by the clock and always did (time servers, updates) is regular and no news: only its first days are
/// compared with others' first days.
final class RhythmFold: DetectorFold {
  private let bucketSeconds: Int64
  private var pairs: [KeyName: Pair] = [:]
  private var population = Population()
  private var calibration: Calibration
  private var prunedDay = Int64.min
  /// Seconds.
  private var displacement: Int64 = 0

  private struct Pair {
    var habit = PopulationMember()
    var lastBucket: Int64
  }

  /// A pair that was not seen for so long is forgotten.
  private static let idleSeconds: Int64 = 30 * 86_400

  init(bucketSeconds: Int64) {
    self.bucketSeconds = bucketSeconds
    calibration = Calibration(bucketSeconds: bucketSeconds)
  }

  var keyCount: Int { pairs.count }
  var gate: LearningGate?

  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict {
    calibration.verdict(surprisal: surprisal, bucket: bucket)
  }

  func skip(buckets: Int64) { calibration.skip(buckets: buckets) }

  func displace(by seconds: Int64) { displacement = seconds }

  func forget(_ names: Set<KeyName>) { for name in names { pairs[name] = nil } }

  // MARK: Memory

  var keyNames: [KeyName] { Array(pairs.keys) }
  var byteCount: Int {
    TableBytes.dictionary(pairs.count, entry: MemoryLayout<KeyName>.stride + MemoryLayout<Pair>.stride)
  }

  private struct Look {
    var name: KeyName
    var x: Double
    var belief: PopulationMember.Belief
  }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    prune(bucket)
    var findings: [Finding] = []
    var surprisals: [Double] = []
    var looks: [Look] = []
    for (index, aggregate) in aggregates.enumerated() {
      guard case .rhythm(let rhythm) = aggregate.payload,
        let regularity = regularity(of: rhythm, bucket: bucket)
      else { continue }
      let name = KeyName(aggregate)
      let habit = pairs[name]?.habit ?? PopulationMember()
      let look = Look(name: name, x: Self.scaled(regularity.score), belief: habit.predictive(population))
      let t = (look.x - look.belief.center) / look.belief.scale
      // Where no pair is regular, the least irregular is still no clock.
      let surprisal = min(
        regularity.evenness, max(0, -Tails.logStudentUpper(t, freedom: look.belief.freedom)))
      surprisals.append(surprisal)
      let isLearnt = gate?.isOpen(
        name, bucket: bucket, actual: regularity.score, typical: max(0, -expm1(-look.belief.center)))
      if isLearnt ?? true { looks.append(look) }
      guard surprisal > 2 else { continue }
      let verdict = calibration.verdict(surprisal: surprisal, bucket: bucket)
      if verdict.seconds >= verdict.least {
        findings.append(finding(regularity, look, surprisal, verdict, index, habit.observations))
      }
    }
    calibration.learn(surprisals, bucket: bucket)
    for look in looks { learn(look, bucket: bucket) }
    return findings
  }

  private func regularity(of rhythm: Rhythm, bucket: Int64) -> Regularity? {
    let start = bucket * bucketSeconds + displacement
    let quartiles = rhythm.sizes.quantiles([0.25, 0.5, 0.75])
    // Sizes of a few contacts say nothing of the rest.
    let isKnown = quartiles.count == 3 && rhythm.sizes.count * 2 >= rhythm.times.count
    let deviation = isKnown ? rhythm.sizes.medianDistance(from: quartiles[1]) : nil
    return Regularity(
      times: rhythm.times.seconds, slotSeconds: rhythm.times.slotSeconds,
      period: start..<(start + bucketSeconds),
      sizes: deviation.map { Regularity.Spread(quartiles: quartiles, deviation: $0) })
  }

  /// From 0…1 to a scale on which the last percent counts.
  private static func scaled(_ score: Double) -> Double { -log1p(-score) }

  private func finding(
    _ regularity: Regularity, _ look: Look, _ surprisal: Double, _ verdict: Calibration.Verdict,
    _ aggregate: Int, _ looks: Int
  ) -> Finding {
    Finding(
      aggregate: aggregate, partition: look.name.partition, over: look.name.over, by: look.name.by,
      surprisal: surprisal, verdict: verdict, kind: .rhythm(.init(regularity: regularity, looks: looks)),
      actual: regularity.score, typical: max(0, -expm1(-look.belief.center)))
  }

  private func learn(_ look: Look, bucket: Int64) {
    var pair = pairs[look.name] ?? Pair(lastBucket: bucket)
    population.learn(
      look.x, age: pair.habit.observations, center: look.belief.center, scale: look.belief.scale)
    pair.habit.learn(look.x)
    pair.lastBucket = bucket
    pairs[look.name] = pair
  }

  /// Once a day of event time.
  private func prune(_ bucket: Int64) {
    let day = bucket * bucketSeconds / 86_400
    guard day > prunedDay else { return }
    prunedDay = day
    pairs = pairs.filter { (bucket - $0.value.lastBucket) * bucketSeconds <= Self.idleSeconds }
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    calibration.encode(to: &writer)
    population.encode(to: &writer)
    writer.write(prunedDay == .min ? -1 : Int(prunedDay))
    writer.write(pairs.count)
    for name in pairs.keys.sorted() {
      name.encode(to: &writer)
      pairs[name]!.habit.encode(to: &writer)
      writer.write(Int(pairs[name]!.lastBucket))
    }
  }

  init(bucketSeconds: Int64, from reader: inout StateReader) throws(StateReader.Failure) {
    self.bucketSeconds = bucketSeconds
    calibration = try Calibration(from: &reader)
    population = try Population(from: &reader)
    let day = Int64(try reader.readInt())
    prunedDay = day < 0 ? .min : day
    for _ in 0..<(try reader.readCount(least: 12)) {
      let name = try KeyName(from: &reader)
      let habit = try PopulationMember(from: &reader)
      pairs[name] = Pair(habit: habit, lastBucket: Int64(try reader.readInt()))
    }
  }
}
