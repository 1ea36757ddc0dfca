import HarrierDetectors
import HarrierEvents
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
  private var places = FlatTable<KeyName, Int>()
  // A fold is one thread's at a time, and these are values that lead nowhere: a check a key is not worth it.
  @exclusivity(unchecked) private var calibration: Calibration
  /// Of first values: keys that come are other looks than keys that stay, and mostly much fewer.
  private var firsts: Calibration
  @exclusivity(unchecked) private var runs: RunWatch
  @exclusivity(unchecked) private var prior: M.Prior
  private var priorDay = Int64.min
  private var newcomers = Newcomers()
  private var keepsPictures = true

  var gate: LearningGate?
  var plot: PlotRecorder?
  var tells = true
  private var found: [FoundChange] = []

  private typealias Key = SeriesKey<M>

  /// Keys beyond which no pictures are kept.
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
    firsts = Calibration(bucketSeconds: bucketSeconds, sharpening: Calibration.mostSharpening)
    runs = RunWatch(bucketSeconds: bucketSeconds)
    prior = M.prior(of: [])
  }

  var keyCount: Int { keys.count }

  // Called through a protocol, so that only these two are compiled for what they are.
  @specialized(where M == SeasonalCount)
  @specialized(where M == SeasonalMetric)
  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    refreshPrior(bucket)
    // The keys are this function's own while it lasts: one is changed in its place.
    var keys = self.keys
    self.keys = []
    var findings: [Finding] = []
    var looks: [Double] = []
    var firstLooks: [Double] = []
    var isPresent = [Bool](repeating: false, count: countsEmpty ? keys.count : 0)
    keepsPictures = keys.count <= Self.mostTimelines
    for (index, aggregate) in aggregates.enumerated() {
      guard let value = PayloadValue.value(aggregate, evidence) else { continue }
      let name = KeyName(aggregate)
      if let place = places[name] {
        if place < isPresent.count { isPresent[place] = true }
        keys[place].isAway = false
        visit(&keys[place], value, aggregate: index, bucket: bucket, &looks, &findings)
      } else {
        places.set(name, keys.count)
        keys.append(meet(name, value, aggregate: index, bucket: bucket, &firstLooks, &findings))
        keepsPictures = keys.count <= Self.mostTimelines
      }
    }
    for place in isPresent.indices where !isPresent[place] && !keys[place].isAway {
      visit(&keys[place], 0, aggregate: nil, bucket: bucket, &looks, &findings)
    }
    self.keys = keys
    calibration.learn(looks, bucket: bucket)
    firsts.learn(firstLooks, bucket: bucket, wasActive: true)
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
    _ key: inout Key, _ value: Double, aggregate: Int?, bucket: Int64, _ looks: inout [Double],
    _ findings: inout [Finding]
  ) {
    let seconds = bucket * bucketSeconds
    let outlook = key.model.outlook(at: seconds, prior: prior)
    let yardstick = key.episode?.yardstick(at: bucket)
    let dips = !countsEmpty || key.dips
    let (raw, isHigh) = judge(value, key.model.observations, outlook, yardstick: yardstick, dips: dips)
    // An episode's second hour is no surprise, but next week its hour may come first.
    let plain =
      yardstick == nil
      ? (surprisal: raw, isHigh: isHigh)
      : judge(value, key.model.observations, outlook, yardstick: nil, dips: dips)
    let isSpike = plain.isHigh && plain.surprisal >= RegularSpikes.leastSurprisal
    let habit =
      isSpike
      ? key.habit(of: value, expected: outlook.expected, at: seconds, bucketSeconds: bucketSeconds)
      : SpikeHabit()
    let surprisal = min(raw, habit.regular ?? raw, habit.often ?? raw)
    // What keeps no hour is no news of its key, but it is one of the detector's surprises.
    looks.append(min(raw, habit.regular ?? raw))
    let verdict = surprisal > 2 ? calibration.verdict(surprisal: surprisal, bucket: bucket) : nil
    // What comes every day or week is no run either.
    let asksRun =
      habit.regular == nil && !habit.isKnown && !Episode.isWholeStory(key.episode, verdict, bucket: bucket)
    let run = asksRun ? judgeRun(&key, value, outlook, bucket) : nil
    if let told = tell(
      key, value, surprisal, isHigh, verdict, run, aggregate: aggregate, bucket: bucket,
      yardstick: yardstick)
    {
      findings.append(told)
    }
    // A silence is told as it grows.
    if habit.isKnown {
      key.episode = Episode(
        after: key.episode, habit: value, expected: outlook.expected, bucket: bucket,
        bucketSeconds: bucketSeconds)
    } else if let verdict, isHigh || !countsEmpty {
      key.episode = Episode(
        after: key.episode, reached: value, expected: outlook.expected, isHigh: isHigh, verdict,
        bucket: bucket, bucketSeconds: bucketSeconds)
    }
    remember(&key, value, outlook, bucket)
    if let plot { plot.add(key.name, bucket: bucket, actual: value) { belief(key.model, bucket) } }
    if let gate {
      let typical = key.model.observations > 0 ? outlook.expected : nil
      guard gate.isOpen(key.name, bucket: bucket, actual: value, typical: typical) else { return }
    }
    key.goOn(with: value, at: seconds, bucketSeconds: bucketSeconds)
    if isSpike { key.note(spike: value, at: seconds, bucketSeconds: bucketSeconds) }
    // What the value says of a change is said by the model as it was before.
    let evidence = changeEvidence(key.model, value, seconds)
    let age = age(of: key.model)
    key.model.learn(value, outlook: outlook, at: seconds, bucketSeconds: bucketSeconds, prior: prior)
    if let evidence { watchChanges(&key, evidence, age: age, bucket: bucket) }
  }

  /// In seconds.
  private func age(of model: borrowing M) -> Int64 { Int64(model.observations) * bucketSeconds }

  private func changeEvidence(_ model: borrowing M, _ value: Double, _ seconds: Int64) -> ChangeWatch
    .Evidence?
  {
    guard model.isBusy, age(of: model) >= Self.leastAge else { return nil }
    return model.evidence(of: value, at: seconds, prior: prior)
  }

  private func watchChanges(
    _ key: inout Key, _ evidence: ChangeWatch.Evidence, age: Int64, bucket: Int64
  ) {
    let changes = key.changes ?? ChangeWatch()
    key.changes = changes
    guard
      let change = changes.take(
        evidence, bucketSeconds: bucketSeconds, isOld: age >= Self.leastAgeOfSpread)
    else { return }
    let (before, after) = key.model.accept(change, prior: prior)
    key.memory = .init()
    found.append(FoundChange(name: key.name, change: change, before: before, after: after, bucket: bucket))
  }

  func takeChanges() -> [FoundChange] {
    defer { found = [] }
    return found
  }

  /// The second question: this bucket's value and those before it, together.
  private func judgeRun(
    _ key: inout Key, _ value: Double, _ outlook: M.Outlook, _ bucket: Int64
  ) -> RunWatch.Answer? {
    guard key.model.observations >= 1 else { return nil }
    outlook.extend(&key.memory.run, with: value)
    guard key.memory.run.isLong else { return nil }
    let isAbove = value > outlook.expected
    guard isAbove || !countsEmpty || key.dips else { return nil }
    let memory = key.memory
    let tails = key.model.surprisal(of: memory.run, prior: prior) { upper in
      memory.asks(upper: upper, isAbove: isAbove, side: side)
    }
    return runs.ask(&key.memory, tails: tails, isAbove: isAbove, side: side, bucket: bucket)
  }

  /// The bucket or its run, whichever is rarer; nil where neither is worth a record.
  private func tell(
    _ key: borrowing Key, _ value: Double, _ surprisal: Double, _ isHigh: Bool,
    _ verdict: Calibration.Verdict?,
    _ run: RunWatch.Answer?, aggregate: Int?, bucket: Int64, yardstick: Episode?
  ) -> Finding? {
    let single = verdict.flatMap { $0.seconds >= $0.least ? $0 : nil }
    let evidence = Finding.Evidence(single: surprisal, several: run?.surprisal ?? 0)
    if let run, let told = run.verdict, told.uncapped > single?.uncapped ?? 0 {
      return finding(
        key, value, run.surprisal, run.isHigh, told, evidence, aggregate: aggregate, bucket: bucket,
        yardstick: nil, isRun: true)
    }
    guard let single else { return nil }
    return finding(
      key, value, surprisal, isHigh, single, evidence, aggregate: aggregate, bucket: bucket,
      yardstick: yardstick, isRun: false)
  }

  /// Surprisal on the function's side; during an episode relative to what it has already reached.
  private func judge(
    _ value: Double, _ observations: Int, _ outlook: M.Outlook, yardstick: Episode?, dips: Bool
  ) -> (surprisal: Double, isHigh: Bool) {
    guard observations >= 1 else { return (0, true) }
    return side.stranger { isHigh in
      isHigh || dips ? surprisal(value, isHigh: isHigh, outlook, yardstick) : 0
    }
  }

  /// Of one side, its price paid.
  private func surprisal(
    _ value: Double, isHigh: Bool, _ outlook: M.Outlook, _ yardstick: Episode?
  ) -> Double {
    let tail = isHigh ? upper(value, outlook, yardstick) : lower(value, outlook, yardstick)
    return max(0, tail - side.price)
  }

  private func upper(_ value: Double, _ outlook: M.Outlook, _ yardstick: Episode?) -> Double {
    let upper = outlook.upperSurprisal(of: value)
    guard let yardstick, yardstick.isHigh, yardstick.value > 0 else { return upper }
    if value <= yardstick.value * 1.5 { return min(upper, 0.5) }
    let expected = outlook.expected
    let scaled = expected > 0 ? value / yardstick.value * max(expected, 1) : 0
    return min(upper, outlook.upperSurprisal(of: scaled))
  }

  private func lower(_ value: Double, _ outlook: M.Outlook, _ yardstick: Episode?) -> Double {
    let lower = outlook.lowerSurprisal(of: value)
    guard let yardstick, !yardstick.isHigh, yardstick.isSameDip(value, expected: outlook.expected) else {
      return lower
    }
    return min(lower, 0.5)
  }

  private func finding(
    _ key: borrowing Key, _ value: Double, _ surprisal: Double, _ isHigh: Bool,
    _ verdict: Calibration.Verdict, _ evidence: Finding.Evidence, aggregate: Int?, bucket: Int64,
    yardstick: Episode?, isRun: Bool
  ) -> Finding {
    guard tells else {
      return Finding(
        aggregate: aggregate, partition: key.name.partition, over: key.name.over, by: key.name.by,
        surprisal: surprisal, verdict: verdict, kind: .deviation(.init(isHigh: isHigh)), actual: value,
        typical: 0)
    }
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
      actual: value, typical: model.outlook(at: seconds, prior: prior).expected,
      // A run's share is that of its last bucket: the events before are gone.
      surprisalWithout: isRun
        ? nil
        : { [unowned self] share in
          let outlook = model.outlook(at: seconds, prior: self.prior)
          let rest = self.evidence.value(value, without: share, expected: outlook.expected, isHigh: isHigh)
          return self.surprisal(rest, isHigh: isHigh, outlook, yardstick)
        },
      timeline: key.timeline.inOrder + [picture(value, model, bucket)],
      origin: LookOrigin(kind: isRun ? .run : .bucket))
  }

  // MARK: Keys never seen before

  private func meet(
    _ name: KeyName, _ value: Double, aggregate: Int, bucket: Int64, _ looks: inout [Double],
    _ findings: inout [Finding]
  ) -> Key {
    let seconds = bucket * bucketSeconds
    var key = Key(name: name, model: M(), since: seconds)
    let surprisal = side == .low ? 0 : newcomers.surprisal(of: value)
    looks.append(surprisal)
    if surprisal > 2 {
      let origin = LookOrigin(kind: .newPartition)
      let told = surprisal - log(2)
      let verdict = verdict(surprisal: told, origin: origin, bucket: bucket)
      if verdict.seconds >= verdict.least {
        let siblings = newcomers
        findings.append(
          Finding(
            aggregate: aggregate, partition: name.partition, over: name.over, by: name.by,
            surprisal: told, verdict: verdict,
            kind: .deviation(
              .init(
                isHigh: true, lower: 0, upper: siblings.bound(1.96), ordinaryUpTo: siblings.bound(1.96),
                observations: 0, isFirst: true)),
            actual: value, typical: siblings.bound(0),
            surprisalWithout: { siblings.surprisal(of: value * (1 - $0)) - log(2) },
            timeline: [], origin: origin))
      }
    }
    guard gate?.isOpen(name, bucket: bucket, actual: value) ?? true else { return key }
    newcomers.note(value)
    key.begin(with: value)
    key.model.learn(
      value, outlook: key.model.outlook(at: seconds, prior: prior), at: seconds,
      bucketSeconds: bucketSeconds, prior: prior)
    return key
  }

  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict {
    switch origin.kind {
    case .run: runs.verdict(surprisal: surprisal, bucket: bucket)
    // Where keys keep coming, first values are as many chances again as all others: one of two.
    case .newPartition: firsts.verdict(surprisal: surprisal + log(2), bucket: bucket).amongChances(2)
    case .bucket, .waking: calibration.verdict(surprisal: surprisal, bucket: bucket)
    }
  }

  func skip(buckets: Int64) {
    calibration.skip(buckets: buckets)
    firsts.skip(buckets: buckets)
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
    places = FlatTable()
    for (place, key) in keys.enumerated() { places.set(key.name, place) }
  }

  // MARK: Memory

  var keyNames: [KeyName] { keys.map(\.name) }

  var byteCount: Int {
    let own =
      TableBytes.array(keys.count, element: MemoryLayout<Key>.stride)
      + TableBytes.flat(keys.count, entry: MemoryLayout<KeyName>.stride + 8)
    return keys.reduce(own) { $0 + $1.heapBytes }
  }

  // MARK: Pictures

  private func belief(_ model: M, _ bucket: Int64) -> PlotRecorder.Belief {
    let seconds = bucket * bucketSeconds
    return PlotRecorder.Belief(
      lower: model.bound(upper: false, surprisal: 3.69, at: seconds, prior: prior),
      median: model.outlook(at: seconds, prior: prior).expected,
      upper: model.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior))
  }

  func forecast(_ buckets: Range<Int64>) {
    guard let plot else { return }
    let wanted = keys.filter { $0.model.observations > 0 && plot.wants($0.name) }
    for bucket in buckets {
      let ahead = (bucket - buckets.lowerBound) * bucketSeconds
      for key in wanted {
        plot.add(key.name, bucket: bucket, actual: nil) {
          var model = key.model
          model.advance(by: ahead, prior: prior)
          return belief(model, bucket)
        }
      }
    }
  }

  private func picture(_ value: Double, _ model: M, _ bucket: Int64) -> TimelineValue {
    let seconds = bucket * bucketSeconds
    return TimelineValue(
      bucket: bucket, actual: Float(value),
      expected: Float(model.outlook(at: seconds, prior: prior).expected),
      upper: Float(model.bound(upper: true, surprisal: 3.69, at: seconds, prior: prior)))
  }

  private func remember(_ key: inout Key, _ value: Double, _ outlook: M.Outlook, _ bucket: Int64) {
    guard keepsPictures else { return }
    let expected = Float(outlook.expected)
    // The bound of past buckets is not worth a quantile each: it is drawn where a finding is made.
    key.timeline.append(
      TimelineValue(bucket: bucket, actual: Float(value), expected: expected, upper: expected))
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    writer.write(Int(priorDay == .min ? -1 : priorDay))
    prior.encode(to: &writer)
    calibration.encode(to: &writer)
    firsts.encode(to: &writer)
    runs.encode(to: &writer)
    newcomers.encode(to: &writer)
    writer.write(keys.count)
    for key in keys { key.encode(to: &writer) }
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
    firsts = try Calibration(from: &reader)
    runs = try RunWatch(from: &reader)
    newcomers = try Newcomers(from: &reader)
    for place in 0..<(try reader.readCount(least: 10)) {
      let key = try Key(from: &reader)
      places.set(key.name, place)
      keys.append(key)
    }
  }
}
