import HarrierEvents
import HarrierModels
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// `rare` and `freq_rare`: presence of categories, a look being an active bucket of a partition.
final class RarityFold: DetectorFold {
  private let isPartitioned: Bool
  private let weighsFrequency: Bool
  private let model: RareValues
  /// Partitions themselves as rare values.
  private let partitionModel: RareValues
  private var calibration: Calibration
  private var partitionCalibration: Calibration
  /// Σ of counts and their number, for `freq_rare`.
  private var frequency = (sum: 0.0, count: 0.0)
  /// Which of the job's influencers names the entity behind an event; −1 for none.
  private let entity: Int
  private var context: FindContext
  var gate: LearningGate?
  var arrivals: ArrivalView?

  init(
    isPartitioned: Bool, weighsFrequency: Bool, entity: Int, traits: [Int], vocabulary: SymbolTable,
    bucketSeconds: Int64, memory: RareValues.Memory
  ) {
    self.isPartitioned = isPartitioned
    self.entity = entity
    context = FindContext(places: traits, vocabulary: vocabulary)
    self.weighsFrequency = weighsFrequency
    model = RareValues(
      isPartitioned: isPartitioned, bucketSeconds: bucketSeconds, memory: memory)
    partitionModel = RareValues(
      isPartitioned: false, bucketSeconds: bucketSeconds, memory: memory)
    calibration = Calibration(bucketSeconds: bucketSeconds)
    partitionCalibration = Calibration(bucketSeconds: bucketSeconds)
  }

  var keyCount: Int { model.keyCount }

  /// A category's judgement within a look.
  private struct Candidate {
    var aggregate: Int
    var judgement: RareValues.Judgement
    var surprisal: Double
    /// The part of it that is of how often a member uses the value.
    var ofUse: Double
    /// Of a new value, where there is no partition.
    var traits: [[UInt64]]
  }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    let looks = RarityLook.all(in: aggregates, model)
    if looks.isEmpty { return [] }
    let candidates = judge(looks, aggregates, bucket: bucket)
    var findings = valueFindings(looks, candidates, aggregates, bucket: bucket)
    if isPartitioned {
      let evidence = partitionEvidence(looks)
      let judged = judgePartitions(evidence, bucket: bucket)
      findings = longest(findings, partitionFindings(judged, candidates, aggregates, bucket: bucket))
      findings = joinWaves(findings)
      learnPartitions(evidence, judged, bucket: bucket)
    }
    learn(looks, candidates, aggregates, bucket: bucket)
    return findings
  }

  private func judge(_ looks: [RarityLook], _ aggregates: [MergedAggregate], bucket: Int64) -> [[Candidate]] {
    // How many partitions take up the same value in this very bucket.
    var takers: [UInt32: Int] = [:]
    let expectation = expectation(model, arrivals?.by, bucket: bucket)
    let judgements = looks.map { look -> [RareValues.Judgement] in
      let judged = model.judge(look.evidence, bucket: bucket, expectation: expectation)
      if isPartitioned { for one in judged where one.isNew { takers[one.category, default: 0] += 1 } }
      return judged
    }
    return zip(looks, judgements).map { look, judged in
      let bundle =
        isPartitioned && look.isKnown ? model.bundleSurprisal(finds: judged.count(where: \.isNew)) : 0
      var candidates: [Candidate] = []
      candidates.reserveCapacity(look.groups.members.count)
      for (group, judgement) in judged.enumerated() {
        judge(
          look.groups[group], judgement, bundle: bundle, takers: takers[judgement.category] ?? 0, aggregates,
          &candidates)
      }
      return candidates
    }
  }

  /// A category's aggregates, by what the model says of it.
  ///
  /// - Parameters:
  ///   - bundle: surprisal of all that is new in the look.
  ///   - takers: partitions that take the category up in this bucket.
  private func judge(
    _ members: ArraySlice<Int>, _ judged: RareValues.Judgement, bundle: Double, takers: Int,
    _ aggregates: [MergedAggregate], _ candidates: inout [Candidate]
  ) {
    var judgement = judged
    var surprisal = judgement.surprisal
    if isPartitioned, judgement.isNew {
      // The more partitions take up a value at a time, the more it looks like a roll-out: from the
      // third on, each is evidence of harmlessness, by the square of their number.
      judgement.wave += takers
      // Two surprisals of one look as one, by Fisher's method.
      surprisal += bundle - log1p(bundle)
      surprisal -= 2 * log(Double(max(1, judgement.wave - 1)))
    }
    var traits: [[UInt64]] = []
    if !isPartitioned, judgement.isNew {
      let shown = members.map { aggregates[$0] }
      traits = context.traits(of: shown)
      let ofTraits = context.surprisal(of: traits, burst: judgement.burstShare)
      surprisal = min(surprisal + ofTraits, Self.surprisal(of: judgement, traits: ofTraits))
      // Several entities that show it at once are a roll-out.
      surprisal -= 2 * log(Double(max(1, entityCount(shown) - 1)))
    }
    for index in members {
      let ofUse = frequencySurprisal(aggregates[index].count)
      candidates.append(
        Candidate(
          aggregate: index, judgement: judgement, surprisal: max(0, surprisal) + ofUse, ofUse: ofUse,
          traits: traits))
    }
  }

  /// A look brings a find with such traits where it brings any, and one of them has these: of hundreds a look some have rare
  /// ones. P = (1 − e^−ν) (1 − (1 − q)^k), with q the share of such traits and k the finds of a look.
  ///
  /// A burst comes on top of the usual ν, and what does not fit it keeps its surprise.
  private static func surprisal(of judgement: RareValues.Judgement, traits: Double) -> Double {
    let usual = judgement.noveltyRate * (1 - judgement.burstShare)
    let any = -expm1(-max(usual, 1e-300))
    let none = judgement.findsPerLook * log1p(-min(exp(-traits), 1 - 1e-12))
    return -log(any) - log(-expm1(min(none, -1e-300)))
  }

  private func entityCount(_ aggregates: [MergedAggregate]) -> Int {
    Set(aggregates.flatMap { entities(of: $0) }).count
  }

  private func entities(of aggregate: MergedAggregate) -> [UInt64] {
    guard entity >= 0 else { return [] }
    var entities: [UInt64] = []
    aggregate.forEachRow { row, symbols in
      let symbol = row.influencers[entity]
      if symbol != 0 { entities.append(symbols.hash(of: symbol)) }
    }
    return entities
  }

  /// How often a member uses a value in a bucket, in the mean.
  private var usualUse: Double { max(1.001, frequency.sum / frequency.count) }

  /// A rare value that one member uses much more often than values are used.
  private func frequencySurprisal(_ count: Int) -> Double {
    guard weighsFrequency, frequency.count > 0 else { return 0 }
    let mean = usualUse
    // Geometric tail with that mean: P(X ≥ k) = (1 − 1/m)^(k − 1)
    return -Double(count - 1) * log1p(-1 / mean)
  }

  // MARK: Findings

  private func valueFindings(
    _ looks: [RarityLook], _ candidates: [[Candidate]], _ aggregates: [MergedAggregate], bucket: Int64
  ) -> [Finding] {
    var findings: [Finding] = []
    for (look, all) in zip(looks, candidates) where look.isKnown {
      let strange = all.filter { $0.surprisal > 0.5 }
        .sorted { first, second in
          if first.surprisal != second.surprisal { return first.surprisal > second.surprisal }
          if first.judgement.peersWithValue != second.judgement.peersWithValue {
            return first.judgement.peersWithValue < second.judgement.peersWithValue
          }
          return aggregates[first.aggregate].order < aggregates[second.aggregate].order
        }
      var reported: [Finding] = []
      for candidate in strange.prefix(50) {
        let verdict = calibration.verdict(surprisal: candidate.surprisal, bucket: bucket)
        if verdict.seconds < verdict.least { break }
        reported.append(finding(candidate, verdict, aggregates, type: nil))
      }
      findings += isPartitioned ? joined(reported) : joinedByEntity(reported, aggregates)
    }
    return findings
  }

  /// Several firsts of one partition at a time are one story.
  private func joined(_ findings: [Finding]) -> [Finding] {
    guard var first = findings.first else { return [] }
    first.speak(for: findings.dropFirst())
    return [first]
  }

  /// So are those of one host, where the detector has no partition.
  private func joinedByEntity(_ findings: [Finding], _ aggregates: [MergedAggregate]) -> [Finding] {
    let groups = findings.grouped { finding in
      let shown = entities(of: aggregates[finding.aggregate!])
      // One that is of nobody, or of several, is its own.
      return Set(shown).count == 1 ? shown[0] : UInt64(finding.aggregate!)
    }
    return groups.flatMap(joined)
  }

  private func finding(
    _ candidate: Candidate, _ verdict: Calibration.Verdict, _ aggregates: [MergedAggregate],
    type: AnomalyType?
  ) -> Finding {
    let aggregate = aggregates[candidate.aggregate]
    let judgement = candidate.judgement
    let isOfUse = candidate.ofUse > candidate.surprisal / 2 && type == nil
    return Finding(
      aggregate: candidate.aggregate, partition: aggregate.partition, over: aggregate.over,
      by: aggregate.by, surprisal: candidate.surprisal, verdict: verdict,
      kind: .rarity(
        .init(
          type: type ?? (judgement.isNew ? .newValue : .rareValue), noveltyRate: judgement.noveltyRate,
          presenceRate: judgement.presenceRate, seenBuckets: judgement.seenBuckets,
          totalBuckets: judgement.totalBuckets, firstBucket: judgement.firstBucket,
          lastBucket: judgement.lastBucket, peersWithValue: judgement.peersWithValue,
          peers: judgement.peers, spread: judgement.wave, newcomers: judgement.newcomers,
          isOfUse: isOfUse)),
      actual: Double(aggregate.count), typical: isOfUse ? usualUse : judgement.presenceRate)
  }

  /// Partitions never seen before: one record each, by the novelty rate of partitions.
  private func partitionFindings(
    _ judged: [RareValues.Judgement], _ candidates: [[Candidate]], _ aggregates: [MergedAggregate],
    bucket: Int64
  ) -> [Finding] {
    var findings: [Finding] = []
    for (number, judgement) in judged.enumerated() where judgement.isNew {
      let surprisal = judgement.surprisal
      let verdict = partitionCalibration.verdict(surprisal: surprisal, bucket: bucket)
      guard verdict.seconds >= verdict.least else { continue }
      let values = candidates[number].sorted { first, second in
        (first.judgement.peersWithValue, aggregates[first.aggregate].order)
          < (second.judgement.peersWithValue, aggregates[second.aggregate].order)
      }
      guard var least = values.first else { continue }
      least.surprisal = surprisal
      least.judgement.noveltyRate = judgement.noveltyRate
      least.judgement.totalBuckets = judgement.totalBuckets
      least.judgement.newcomers = judgement.newcomers
      var made = finding(least, verdict, aggregates, type: .newPartition)
      made.origin = LookOrigin(kind: .newPartition)
      made.causes = values.dropFirst().prefix(Finding.mostCauses).map {
        .init(aggregate: $0.aggregate, surprisal: surprisal)
      }
      findings.append(made)
    }
    return findings
  }

  private func judgePartitions(_ evidence: RareValues.Evidence, bucket: Int64) -> [RareValues.Judgement] {
    let expectation = expectation(partitionModel, arrivals?.partition, bucket: bucket)
    return partitionModel.judge(evidence, bucket: bucket, expectation: expectation)
  }

  /// What newcomers must be expected to be to a model of names; nil for one that is of none.
  private func expectation(
    _ model: RareValues, _ kind: EntityKind?, bucket: Int64
  ) -> ((UInt32) -> RareValues.Expectation?)? {
    guard let arrivals, let kind, !model.isPartitioned else { return nil }
    return { arrivals.expectation(of: $0, kind, known: model.keyCount, bucket: bucket) }
  }

  private func partitionEvidence(_ looks: [RarityLook]) -> RareValues.Evidence {
    .init(partition: 0, members: 1, categories: looks.map { ($0.evidence.partition, 1) })
  }

  /// Of two findings about one partition the one that is rarer.
  private func longest(_ first: [Finding], _ second: [Finding]) -> [Finding] {
    var result = first
    for finding in second {
      if let place = result.firstIndex(where: { $0.partition == finding.partition }) {
        if finding.verdict.uncapped > result[place].verdict.uncapped { result[place] = finding }
      } else {
        result.append(finding)
      }
    }
    return result
  }

  /// One cause, one record: the same new value in several partitions at once is told once.
  private func joinWaves(_ findings: [Finding]) -> [Finding] {
    var places: [UInt32: Int] = [:]
    var result: [Finding] = []
    for finding in findings {
      guard case .rarity(let rarity) = finding.kind, rarity.type == .newValue else {
        result.append(finding)
        continue
      }
      if let place = places[finding.by] {
        result[place].speak(for: [finding])
      } else {
        places[finding.by] = result.count
        result.append(finding)
      }
    }
    return result
  }

  // MARK: Learning

  private func learn(
    _ looks: [RarityLook], _ candidates: [[Candidate]], _ aggregates: [MergedAggregate], bucket: Int64
  ) {
    calibration.learn(
      zip(looks, candidates).filter { $0.0.isKnown || !isPartitioned }
        .map { $0.1.map(\.surprisal).max() ?? 0 }, bucket: bucket)
    learnContext(candidates)
    let expected = isPartitioned ? [] : Self.expected(candidates.lazy.joined().map(\.judgement))
    model.learn(lessons(looks, aggregates, bucket: bucket), bucket: bucket, expected: expected)
    if weighsFrequency {
      for aggregate in aggregates {
        frequency.sum += Double(aggregate.count)
        frequency.count += 1
      }
    }
  }

  private func learnPartitions(
    _ evidence: RareValues.Evidence, _ judged: [RareValues.Judgement], bucket: Int64
  ) {
    partitionCalibration.learn([judged.filter(\.isNew).map(\.surprisal).max() ?? 0], bucket: bucket)
    partitionModel.learn([evidence], bucket: bucket, expected: Self.expected(judged))
  }

  private static func expected(_ judgements: some Sequence<RareValues.Judgement>) -> Set<UInt32> {
    Set(judgements.lazy.filter(\.isExpected).map(\.category))
  }

  private func lessons(
    _ looks: [RarityLook], _ aggregates: [MergedAggregate], bucket: Int64
  ) -> [RareValues.Evidence] {
    guard let gate else { return looks.map(\.evidence) }
    return RarityLook.all(in: aggregates.filter { gate.isOpen(KeyName($0), bucket: bucket) }, model).map(
      \.evidence)
  }

  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict {
    (origin.kind == .newPartition ? partitionCalibration : calibration)
      .verdict(surprisal: surprisal, bucket: bucket)
  }

  func displace(by seconds: Int64) { arrivals?.displacement = seconds }

  func skip(buckets: Int64) {
    calibration.skip(buckets: buckets)
    partitionCalibration.skip(buckets: buckets)
  }

  func forget(_ names: Set<KeyName>) {
    model.forget(Set(names.map { RareValues.Place(partition: $0.partition, category: $0.by) }))
  }

  // MARK: Memory

  var byteCount: Int { model.byteCount + partitionModel.byteCount }

  var keyNames: [KeyName] {
    model.places.map { KeyName(partition: $0.partition, over: 0, by: $0.category) }
  }

  /// What a partition no category is left of goes, too: should it come back, it is no news of a kind that was not there.
  func evict(_ names: [KeyName]) {
    let gone = model.evict(names.map { .init(partition: $0.partition, category: $0.by) })
    _ = partitionModel.evict(gone.map { .init(partition: 0, category: $0) })
  }

  func forEachWord(_ body: (UInt32) -> Void) {
    model.forEachWord(body)
    partitionModel.forEachWord(body)
  }

  private func learnContext(_ candidates: [[Candidate]]) {
    if isPartitioned { return }
    for all in candidates {
      var last: UInt32?
      for candidate in all where candidate.judgement.isNew && candidate.judgement.category != last {
        context.learn(candidate.traits)
        last = candidate.judgement.category
      }
    }
  }

  func encode(to writer: inout StateWriter) {
    writer.write(isPartitioned ? 1 : 0)
    writer.write(weighsFrequency ? 1 : 0)
    model.encode(to: &writer)
    partitionModel.encode(to: &writer)
    calibration.encode(to: &writer)
    partitionCalibration.encode(to: &writer)
    writer.write(frequency.sum)
    writer.write(frequency.count)
    writer.write(entity)
    context.encode(to: &writer)
  }

  init(vocabulary: SymbolTable, from reader: inout StateReader) throws(StateReader.Failure) {
    isPartitioned = try reader.readInt() == 1
    weighsFrequency = try reader.readInt() == 1
    model = try RareValues(from: &reader)
    partitionModel = try RareValues(from: &reader)
    calibration = try Calibration(from: &reader)
    partitionCalibration = try Calibration(from: &reader)
    frequency.sum = try reader.readDouble()
    frequency.count = try reader.readDouble()
    entity = try reader.readInt()
    context = try FindContext(vocabulary: vocabulary, from: &reader)
  }
}
