import HarrierDetectors
import HarrierFeatures
import HarrierModels
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// Counts, distinct counts, sums and other numbers over time: a look is a (key, bucket) pair.
final class SeriesFold<M: SeriesModel>: DetectorFold {
  private let side: Side
  private let countsEmpty: Bool
  private let evidence: Evidence
  private let bucketSeconds: Int64
  private var keys: [Key] = []
  private var places: [KeyName: Int] = [:]
  private var calibration: Calibration
  private var runs: RunWatch
  private var prior: M.Prior
  private var priorDay = Int64.min
  private var newcomers = Newcomers()

  var gate: LearningGate?
  var plot: PlotRecorder?
  private var found: [FoundChange] = []

  private struct Key {
    var name: KeyName
    var model: M
    var episode: Episode?
    var memory = RunWatch.Memory()
    /// Not seen again since a gap: until then it may not have been there yet, and its silence says nothing.
    var isAway = false
    /// Only of a key that is old and busy enough.
    var changes: ChangeWatch?
    var timeline: [TimelineValue] = []
  }

  /// Buckets of a finding's little picture, and keys beyond which none are kept.
  private static var timelineLength: Int { 32 }
  private static var mostTimelines: Int { 2000 }
  /// A week must have been seen twice before a change of it can be.
  private static var leastAge: Int64 { 14 * 86_400 }
  /// A spread that was learnt while the week was not known yet is too wide.
  private static var leastAgeOfSpread: Int64 { 42 * 86_400 }

  init(side: Side, countsEmpty: Bool, evidence: Evidence, bucketSeconds: Int64) {
    self.side = side
    self.countsEmpty = countsEmpty
    self.evidence = evidence
    self.bucketSeconds = bucketSeconds
    calibration = Calibration(bucketSeconds: bucketSeconds, sharpening: Calibration.mostSharpening)
    runs = RunWatch(bucketSeconds: bucketSeconds)
    prior = M.prior(of: [])
  }

  var keyCount: Int { keys.count }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    refreshPrior(bucket)
    var findings: [Finding] = []
    var looks: [Double] = []
    var present = Set<Int>()
    for (index, aggregate) in aggregates.enumerated() {
      guard let value = PayloadValue.value(aggregate, evidence) else { continue }
      let name = KeyName(partition: aggregate.partition, over: aggregate.over, by: aggregate.by)
      if let place = places[name] {
        present.insert(place)
        keys[place].isAway = false
        visit(place, value, aggregate: index, bucket: bucket, &looks, &findings)
      } else {
        meet(name, value, aggregate: index, bucket: bucket, &looks, &findings)
        present.insert(keys.count - 1)
      }
    }
    if countsEmpty {
      for place in keys.indices where !present.contains(place) && !keys[place].isAway {
        visit(place, 0, aggregate: nil, bucket: bucket, &looks, &findings)
      }
    }
    calibration.learn(looks, bucket: bucket)
    runs.settle(bucket: bucket)
    newcomers.settle()
    return findings
  }

  /// Once a day of event time the siblings' common spread is taken anew.
  private func refreshPrior(_ bucket: Int64) {
    let day = bucket * bucketSeconds / 86_400
    guard day > priorDay else { return }
    priorDay = day
    prior = M.prior(of: keys.lazy.map(\.model))
  }

  private func visit(
    _ place: Int, _ value: Double, aggregate: Int?, bucket: Int64, _ looks: inout [Double],
    _ findings: inout [Finding]
  ) {
    let seconds = bucket * bucketSeconds
    let model = keys[place].model
    let yardstick = keys[place].episode?.yardstick(at: bucket)
    let (surprisal, isHigh) = judge(value, model, seconds, yardstick: yardstick)
    looks.append(surprisal)
    let verdict = surprisal > 2 ? calibration.verdict(surprisal: surprisal, bucket: bucket) : nil
    let isTold = Episode.isWholeStory(keys[place].episode, verdict, bucket: bucket)
    let run = isTold ? nil : judgeRun(place, value, bucket)
    if let told = tell(
      place, value, surprisal, isHigh, verdict, run, aggregate: aggregate, bucket: bucket,
      yardstick: yardstick)
    {
      findings.append(told)
    }
    if let verdict, isHigh {
      keys[place].episode = Episode(
        after: keys[place].episode, reached: value, verdict, bucket: bucket, bucketSeconds: bucketSeconds)
    }
    remember(place, value, model, bucket)
    plot?.add(keys[place].name, bucket: bucket, actual: value) { belief(model, bucket) }
    let isLearnt = gate?.isOpen(
      keys[place].name, bucket: bucket, actual: value,
      typical: model.observations > 0 ? model.expected(at: seconds, prior: prior) : nil)
    guard isLearnt ?? true else { return }
    keys[place].model.learn(value, at: seconds, bucketSeconds: bucketSeconds, prior: prior)
    watchChanges(place, value, model, bucket: bucket)
  }

  /// - Parameter model: as it was before the value.
  private func watchChanges(_ place: Int, _ value: Double, _ model: M, bucket: Int64) {
    let age = Int64(model.observations) * bucketSeconds
    guard model.isBusy, age >= Self.leastAge else { return }
    if keys[place].changes == nil { keys[place].changes = ChangeWatch() }
    let evidence = model.evidence(of: value, at: bucket * bucketSeconds, prior: prior)
    guard
      let change = keys[place].changes!.take(
        evidence, bucketSeconds: bucketSeconds, isOld: age >= Self.leastAgeOfSpread)
    else { return }
    let (before, after) = keys[place].model.accept(change, prior: prior)
    keys[place].memory = .init()
    found.append(
      FoundChange(name: keys[place].name, change: change, before: before, after: after, bucket: bucket))
  }

  func takeChanges() -> [FoundChange] {
    defer { found = [] }
    return found
  }

  /// The second question: this bucket's value and those before it, together.
  private func judgeRun(_ place: Int, _ value: Double, _ bucket: Int64) -> RunWatch.Answer? {
    let seconds = bucket * bucketSeconds
    let model = keys[place].model
    guard model.observations >= 1 else { return nil }
    model.extend(&keys[place].memory.run, with: value, at: seconds, prior: prior)
    guard keys[place].memory.run.isLong else { return nil }
    return runs.ask(
      &keys[place].memory, tails: model.surprisal(of: keys[place].memory.run, prior: prior),
      isAbove: value > model.expected(at: seconds, prior: prior), side: side, bucket: bucket)
  }

  /// The bucket or its run, whichever is rarer; nil where neither is worth a record.
  private func tell(
    _ place: Int, _ value: Double, _ surprisal: Double, _ isHigh: Bool, _ verdict: Calibration.Verdict?,
    _ run: RunWatch.Answer?, aggregate: Int?, bucket: Int64, yardstick: Double?
  ) -> Finding? {
    let single = verdict.flatMap { $0.seconds >= $0.least ? $0 : nil }
    let evidence = Finding.Evidence(single: surprisal, several: run?.surprisal ?? 0)
    if let run, let told = run.verdict, told.uncapped > single?.uncapped ?? 0 {
      return finding(
        place, value, run.surprisal, run.isHigh, told, evidence, aggregate: aggregate, bucket: bucket,
        yardstick: nil, isRun: true)
    }
    return single.map {
      finding(
        place, value, surprisal, isHigh, $0, evidence, aggregate: aggregate, bucket: bucket,
        yardstick: yardstick, isRun: false)
    }
  }

  /// Surprisal on the function's side; during an episode relative to what it has already reached.
  private func judge(
    _ value: Double, _ model: M, _ seconds: Int64, yardstick: Double?
  ) -> (surprisal: Double, isHigh: Bool) {
    guard model.observations >= 1 else { return (0, true) }
    var (upper, lower) = model.surprisal(of: value, at: seconds, prior: prior)
    if let yardstick, yardstick > 0 {
      let expected = model.expected(at: seconds, prior: prior)
      let scaled = expected > 0 ? value / yardstick * max(expected, 1) : 0
      if value <= yardstick * 1.5 {
        upper = min(upper, 0.5)
      } else {
        upper = min(upper, model.surprisal(of: scaled, at: seconds, prior: prior).upper)
      }
    }
    switch side {
    case .high: return (max(0, upper), true)
    case .low:
      lower = max(0, lower)
      return (lower, false)
    case .both: return (max(0, max(upper, lower) - log(2)), upper >= lower)
    }
  }

  private func finding(
    _ place: Int, _ value: Double, _ surprisal: Double, _ isHigh: Bool, _ verdict: Calibration.Verdict,
    _ evidence: Finding.Evidence, aggregate: Int?, bucket: Int64, yardstick: Double?, isRun: Bool
  ) -> Finding {
    let key = keys[place]
    let seconds = bucket * bucketSeconds
    let model = key.model
    let prior = prior
    let everyday = max(1, log(max(1.1, verdict.looksPerDay / 24)))
    return Finding(
      aggregate: aggregate, partition: key.name.partition, over: key.name.over, by: key.name.by,
      surprisal: surprisal, verdict: verdict,
      kind: .deviation(
        .init(
          isHigh: isHigh, lower: model.bound(upper: false, surprisal: 3.69, at: seconds, prior: prior),
          upper: model.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior),
          ordinaryUpTo: model.bound(upper: isHigh, surprisal: everyday, at: seconds, prior: prior),
          observations: model.observations, isFirst: false, evidence: evidence,
          run: isRun ? model.level(of: key.memory.run, at: seconds, prior: prior) : nil)),
      actual: value, typical: model.expected(at: seconds, prior: prior),
      // A run's share is that of its last bucket: the events before are gone.
      surprisalWithout: isRun
        ? nil
        : { [unowned self] share in
          judge(value * (1 - share), model, seconds, yardstick: yardstick).surprisal
        },
      timeline: key.timeline + [picture(value, model, bucket)])
  }

  // MARK: Keys never seen before

  private func meet(
    _ name: KeyName, _ value: Double, aggregate: Int, bucket: Int64, _ looks: inout [Double],
    _ findings: inout [Finding]
  ) {
    places[name] = keys.count
    keys.append(Key(name: name, model: M()))
    let place = keys.count - 1
    let surprisal = side == .low ? 0 : newcomers.surprisal(of: value)
    looks.append(surprisal)
    if surprisal > 2 {
      let verdict = calibration.verdict(surprisal: surprisal, bucket: bucket)
      if verdict.seconds >= verdict.least {
        let siblings = newcomers
        findings.append(
          Finding(
            aggregate: aggregate, partition: name.partition, over: name.over, by: name.by,
            surprisal: surprisal, verdict: verdict,
            kind: .deviation(
              .init(
                isHigh: true, lower: 0, upper: siblings.bound(1.96), ordinaryUpTo: siblings.bound(1.96),
                observations: 0, isFirst: true)),
            actual: value, typical: siblings.bound(0),
            surprisalWithout: { siblings.surprisal(of: value * (1 - $0)) },
            timeline: []))
      }
    }
    guard gate?.isOpen(name, bucket: bucket, actual: value) ?? true else { return }
    newcomers.note(value)
    keys[place].model.learn(
      value, at: bucket * bucketSeconds, bucketSeconds: bucketSeconds, prior: prior)
  }

  func skip(buckets: Int64) {
    calibration.skip(buckets: buckets)
    runs.skip(buckets: buckets)
    // What lies on both sides of a gap is no run.
    for place in keys.indices {
      keys[place].memory = .init()
      keys[place].isAway = true
      keys[place].changes = nil
    }
  }

  func forget(_ names: Set<KeyName>) {
    keys.removeAll { names.contains($0.name) }
    places = Dictionary(uniqueKeysWithValues: keys.indices.map { (keys[$0].name, $0) })
  }

  // MARK: Pictures

  private func belief(_ model: M, _ bucket: Int64) -> PlotRecorder.Belief {
    let seconds = bucket * bucketSeconds
    return PlotRecorder.Belief(
      lower: model.bound(upper: false, surprisal: 3.69, at: seconds, prior: prior),
      median: model.expected(at: seconds, prior: prior),
      upper: model.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior))
  }

  func forecast(_ buckets: Range<Int64>) {
    guard let plot else { return }
    let wanted = keys.filter { $0.model.observations > 0 && plot.wants($0.name) }
    for bucket in buckets {
      for key in wanted {
        plot.add(key.name, bucket: bucket, actual: nil) { belief(key.model, bucket) }
      }
    }
  }

  private func picture(_ value: Double, _ model: M, _ bucket: Int64) -> TimelineValue {
    let seconds = bucket * bucketSeconds
    return TimelineValue(
      bucket: bucket, actual: Float(value), expected: Float(model.expected(at: seconds, prior: prior)),
      upper: Float(model.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior)))
  }

  private func remember(_ place: Int, _ value: Double, _ model: M, _ bucket: Int64) {
    guard keys.count <= Self.mostTimelines else { return }
    let seconds = bucket * bucketSeconds
    let expected = Float(model.expected(at: seconds, prior: prior))
    // The bound of past buckets is not worth a quantile each: it is drawn where a finding is made.
    if keys[place].timeline.count >= Self.timelineLength { keys[place].timeline.removeFirst() }
    keys[place].timeline.append(
      TimelineValue(bucket: bucket, actual: Float(value), expected: expected, upper: expected))
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    writer.write(Int(priorDay == .min ? -1 : priorDay))
    prior.encode(to: &writer)
    calibration.encode(to: &writer)
    runs.encode(to: &writer)
    newcomers.encode(to: &writer)
    writer.write(keys.count)
    for key in keys {
      for part in [key.name.partition, key.name.over, key.name.by] { writer.write(Int(part)) }
      key.model.encode(to: &writer)
      writer.write(key.episode == nil ? 0 : 1)
      key.episode?.encode(to: &writer)
      key.memory.encode(to: &writer)
      writer.write(key.changes == nil ? 0 : 1)
      key.changes?.encode(to: &writer)
      // Quiet keys have no picture worth keeping: all their buckets are empty.
      writer.write(key.timeline.count)
      for point in key.timeline {
        writer.write(Int(point.bucket))
        writer.write(point.actual)
        writer.write(point.expected)
      }
    }
  }

  init(
    side: Side, countsEmpty: Bool, evidence: Evidence, bucketSeconds: Int64, from reader: inout StateReader
  ) throws(StateReader.Failure) {
    self.side = side
    self.countsEmpty = countsEmpty
    self.evidence = evidence
    self.bucketSeconds = bucketSeconds
    let day = Int64(try reader.readInt())
    priorDay = day < 0 ? .min : day
    prior = try M.Prior(from: &reader)
    calibration = try Calibration(from: &reader)
    runs = try RunWatch(from: &reader)
    newcomers = try Newcomers(from: &reader)
    for place in 0..<(try reader.readCount(least: 10)) {
      let partition = UInt32(truncatingIfNeeded: try reader.readInt())
      let over = UInt32(truncatingIfNeeded: try reader.readInt())
      let by = UInt32(truncatingIfNeeded: try reader.readInt())
      let name = KeyName(partition: partition, over: over, by: by)
      var key = Key(name: name, model: try M(from: &reader))
      if try reader.readInt() == 1 { key.episode = try Episode(from: &reader) }
      key.memory = try RunWatch.Memory(from: &reader)
      if try reader.readInt() == 1 { key.changes = try ChangeWatch(from: &reader) }
      for _ in 0..<(try reader.readCount(least: 9)) {
        let bucket = Int64(try reader.readInt())
        let actual = try reader.readFloat()
        let expected = try reader.readFloat()
        key.timeline.append(
          TimelineValue(bucket: bucket, actual: actual, expected: expected, upper: expected))
      }
      keys.append(key)
      places[name] = place
    }
  }
}
