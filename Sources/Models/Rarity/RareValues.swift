#if canImport(Glibc)
  import Glibc
#endif
import HarrierEvents
import HarrierStatistics

/// How rarely a partition shows a category: presence a bucket, a novelty rate, and what the peers do.
///
/// Use for `rare`: process names, paths, API calls. Evidence is presence in a bucket, however often.
///
/// - Input: for every active partition of a closed bucket, the categories it showed.
/// - Output: a surprisal (−ln p, nats) a category, p the chance that an active bucket of this partition
///   shows something at least as rare.
/// - State: some 40 bytes a partition and category, 170 a partition.
/// - Not for: fields whose every value is new (ids, hashes). It will say that nothing is strange, rightly.
///
/// ## Source
/// Novelty rate: Good (1953), Biometrika 40, eq. 9 in its incidence form (Chao et al., 2009): what was
/// seen on one occasion only, over the buckets looked at. An *occasion* is a day: a program that runs for
/// an hour is one find, not four. Young partitions are judged by how others behaved at their age
/// (empirical Bayes; Robbins 1956).
public final class RareValues {
  /// What it remembers, and what it takes for one sighting.
  public struct Memory: Sendable {
    /// Weights of what is seen fall to a half in this time.
    public var halfLifeSeconds: Int64
    /// Presences within this time of the first are one occasion.
    public var occasionSeconds: Int64

    /// Of time that goes on.
    public static let endless = Memory(halfLifeSeconds: 30 * 86_400, occasionSeconds: 86_400)

    /// Of a set that is so long, and all there will ever be: nothing of it is forgotten, and hours do not all belong
    /// to one occasion.
    public static func finite(spanSeconds span: Int64) -> Memory {
      Memory(
        halfLifeSeconds: max(endless.halfLifeSeconds, 2 * span),
        occasionSeconds: min(endless.occasionSeconds, span / 8))
    }
  }

  /// Finds' worth of the peers' novelty rate: the shape of a Gamma belief, well below one because
  /// partitions differ so (a laptop finds daily, a domain controller never).
  static let priorFinds = 0.25
  /// Partitions that took up a value are a wave while fresh: they count half after this time.
  static let waveSeconds: Int64 = 3 * 86_400

  /// So many takers make a wave.
  static let leastWave = 3

  /// A burst of finds (a patch day, a roll-out) makes further ones ordinary while it is fresh: it counts
  /// half after this time.
  static let burstSeconds = 2.0 * 3600

  public let isPartitioned: Bool
  let bucketSeconds: Int64
  /// Finds of late, over all partitions, and as of when.
  var burst = (finds: 0.0, bucket: Int64(0))
  var inflation: Inflation?
  var partitions: [Partition] = []
  var partitionIndex = FlatTable<UInt32, Int>()
  var presences = FlatTable<UInt64, Presence>()
  var values = FlatTable<UInt32, Value>()
  var curve = LearningCurve()
  var isPruned: Int64 = 0
  let memory: Memory

  public init(isPartitioned: Bool, bucketSeconds: Int64, memory: Memory = .endless) {
    self.isPartitioned = isPartitioned
    self.bucketSeconds = bucketSeconds
    self.memory = memory
  }

  /// A partition: how often it was active, and what it found.
  struct Partition {
    var name: UInt32
    /// N: active buckets (or members), forgotten slowly.
    var active = 0.0
    /// Active buckets, all told.
    var age = 0
    /// Of the categories seen on one occasion.
    var singles = Singles()
    var firstBucket: Int64
    var lastBucket: Int64
    var ladder = RateLadder()
    /// Of categories that were let go for want of room: they were there, so news is no rarer than it was.
    var evictedSingles = Singles()
    var evictedLadder = RateLadder()
  }

  /// A category in a partition.
  struct Presence {
    var weight: Double
    /// N of the partition when it was first seen.
    var activeBefore: Double
    var first: Int32
    var last: Int32
    var buckets: Int32
    /// Its share of a single find, while it is one: finds of one look share it, those of a wave have none.
    var single: Float
  }

  /// A category over all partitions.
  struct Value {
    var partitions: Int32 = 0
    /// Partitions that took it up, by their age at it.
    var adoptions = AdoptionAges()
    /// Partitions that took it up lately, forgotten within days, and as of when.
    var wave = 0.0
    var lastBucket: Int64
  }

  /// What a partition showed in a bucket.
  public struct Evidence {
    public var partition: UInt32
    /// 1, or the members of the population that were active.
    public var members: Double
    /// Category and the members that showed it (1 without a population).
    public var categories: [(category: UInt32, members: Double)]
    public init(partition: UInt32, members: Double, categories: [(category: UInt32, members: Double)]) {
      self.partition = partition
      self.members = members
      self.categories = categories
    }
  }

  public struct Judgement: Sendable {
    public var category: UInt32
    public var surprisal: Double
    public var isNew: Bool
    /// ν and r_c, a bucket.
    public var noveltyRate: Double
    /// How much of ν is a burst's, `0...1`.
    public var burstShare: Double
    /// Finds of a look that brings any, in the mean; 1 with partitions.
    public var findsPerLook: Double
    public var presenceRate: Double
    public var seenBuckets: Int
    public var totalBuckets: Int
    public var firstBucket: Int64?
    public var lastBucket: Int64?
    /// Other partitions that show it, of how many.
    public var peersWithValue: Int
    public var peers: Int
    /// Partitions that took it up lately, this bucket's included: a roll-out.
    public var wave: Int
    /// Others that were new within a day, where the value is a newcomer's name.
    public var newcomers = 0
    /// Whether it had to be expected of one of those: it says nothing of how often news comes.
    public var isExpected = false
  }

  /// What a newcomer to all detectors must be expected to be to this one: ``Arrivals``.
  public struct Expectation: Sendable {
    /// A bucket.
    public var rate: Double
    /// Others that came within a day.
    public var newcomers: Int
    public init(rate: Double, newcomers: Int) {
      self.rate = rate
      self.newcomers = newcomers
    }
  }

  public var keyCount: Int { presences.count }

  public func isKnown(partition: UInt32) -> Bool { partitionIndex[partition] != nil }

  static func key(_ partition: Int, _ category: UInt32) -> UInt64 {
    UInt64(partition) << 32 | UInt64(category)
  }

  /// Surprisal of so many finds in one look of a partition that brings any: four new calls in an hour are more
  /// than one.
  public func bundleSurprisal(finds count: Int) -> Double {
    -log(curve.shareOfBundles(from: count))
  }

  // MARK: Judging

  /// The categories of one partition in a bucket, by what was known before it.
  ///
  /// - Parameter expectation: of a new category where there are no partitions; nil for no newcomer.
  /// - Complexity: constant a category.
  public func judge(
    _ evidence: Evidence, bucket: Int64, expectation: ((UInt32) -> Expectation?)? = nil
  ) -> [Judgement] {
    let unit = inflation?.unit(at: bucket) ?? 1
    let number = partitionIndex[evidence.partition]
    let partition = number.map { partitions[$0] }
    let usual = noveltyRate(of: partition, unit: unit)
    var novelty = usual
    let places = places(evidence, in: number)
    if !isPartitioned, number != nil {
      novelty = max(novelty, burstRate(at: bucket, with: places.count { $0 == nil }))
    }
    return zip(evidence.categories, places).map { shown, place in
      let category = shown.category
      let presence = place.map { presences[place: $0] }
      let expected = presence == nil && !isPartitioned ? expectation?(category) : nil
      let rate = max(novelty, expected?.rate ?? 0)
      var judgement = judge(
        category, presence: presence, partition: partition, novelty: rate, burstShare: 1 - usual / rate,
        unit: unit, bucket: bucket)
      judgement.newcomers = expected?.newcomers ?? 0
      judgement.isExpected = rate > novelty
      return judgement
    }
  }

  /// Where the partition's presences of its categories lie.
  private func places(_ evidence: Evidence, in number: Int?) -> [Int?] {
    evidence.categories.map { shown in
      number.flatMap { presences.place(of: Self.key($0, shown.category)) }
    }
  }

  private func judge(
    _ category: UInt32, presence: Presence?, partition: Partition?, novelty: Double,
    burstShare: Double, unit: Double, bucket: Int64
  ) -> Judgement {
    let value = values[category]
    let others = max(0, partitions.count - (partition == nil ? 0 : 1))
    let peers = Int(value?.partitions ?? 0) - (presence == nil ? 0 : 1)
    var rate = novelty
    var presenceRate = 0.0
    if let presence, let partition {
      // r_c over the category's own life: what began yesterday and goes on is no news.
      let life = max(unit, partition.active - presence.activeBefore)
      presenceRate = min(1, presence.weight / life)
      // Σ r_c′ over all c′ with r_c′ ≤ r_c
      rate += partition.ladder.sum(upTo: presenceRate * partition.active) / max(partition.active, unit)
    } else if isPartitioned {
      // ν times the share of finds that stand as strangely among the peers.
      rate *= curve.shareOfFinds(
        standing(value, peers: peers, age: partition?.age ?? 0), age: partition?.age ?? 0)
      // κ·m_c / (N + κ): what most peers show may turn up here too.
      let share = Double(peers) / Double(max(1, others))
      rate += Self.priorFinds * share / ((partition?.active ?? 0) / unit + Self.priorFinds)
    }
    // −ln(1 − exp(−rate)), exact for small rates
    let surprisal = -log(-expm1(-max(rate, 1e-300)))
    return Judgement(
      category: category, surprisal: max(0, surprisal), isNew: presence == nil, noveltyRate: novelty,
      burstShare: burstShare, findsPerLook: isPartitioned ? 1 : partition?.singles.perLook ?? 1,
      presenceRate: presenceRate,
      seenBuckets: Int(presence?.buckets ?? 0),
      totalBuckets: partition?.age ?? 0, firstBucket: presence.map { Int64($0.first) },
      lastBucket: presence.map { Int64($0.last) }, peersWithValue: max(0, peers), peers: others,
      wave: wave(value, bucket: bucket))
  }

  private func standing(_ value: Value?, peers: Int, age: Int) -> LearningCurve.Standing {
    .init(peers: peers, latecomers: value?.adoptions.count(from: age) ?? 0)
  }

  private func wave(_ value: Value?, bucket: Int64) -> Int {
    guard let value else { return 0 }
    return Int((value.wave * freshness(value, bucket)).rounded())
  }

  private func freshness(_ value: Value, _ bucket: Int64) -> Double {
    exp2(-Double((bucket - value.lastBucket) * bucketSeconds) / Double(Self.waveSeconds))
  }

  /// ν: how often an active bucket of the partition brings never-seen categories.
  private func noveltyRate(of partition: Partition?, unit: Double) -> Double {
    let singles = (partition?.singles.looks ?? 0) / unit
    let active = (partition?.active ?? 0) / unit
    // Of the share f of looks that brought any: 1 − e^−ν = f, however many came together.
    guard isPartitioned else { return -log1p(-min(singles + 0.5, active + 0.5) / (active + 1)) }
    let prior = curve.novelty(atAge: partition?.age ?? 0)
    return (singles + Self.priorFinds) / (active + Self.priorFinds / prior)
  }

  /// Finds a bucket of late, those of this very bucket among them.
  private func burstRate(at bucket: Int64, with now: Int) -> Double {
    let halfLife = Self.burstSeconds / Double(bucketSeconds)
    let left = exp2(-Double(bucket - burst.bucket) / halfLife)
    // A handful is no burst: one intruder must not hide the next.
    return max(0, burst.finds * left + Double(now - 1) - 3) * -expm1(-log(2) / halfLife)
  }

  // MARK: Learning

  /// Takes in a closed bucket: every active partition's evidence.
  ///
  /// - Parameter expected: categories that were (``Judgement/isExpected``).
  public func learn(_ evidence: [Evidence], bucket: Int64, expected: Set<UInt32> = []) {
    if inflation == nil {
      inflation = Inflation(halfLifeBuckets: memory.halfLifeSeconds / bucketSeconds, epoch: bucket)
    }
    if inflation!.rescales(at: bucket) { rescale() }
    let unit = inflation!.unit(at: bucket)
    var finds: [(category: UInt32, age: Int)] = []
    for part in evidence { learn(part, bucket: bucket, unit: unit, expected: expected, finds: &finds) }
    for find in finds { spread(find.category, age: find.age, bucket: bucket) }
    let halfLife = Self.burstSeconds / Double(bucketSeconds)
    burst.finds = burst.finds * exp2(-Double(bucket - burst.bucket) / halfLife)
    burst.finds += Double(finds.count { !expected.contains($0.category) })
    burst.bucket = bucket
    prune(bucket: bucket, unit: unit)
  }

  private func learn(
    _ evidence: Evidence, bucket: Int64, unit: Double, expected: Set<UInt32>,
    finds: inout [(category: UInt32, age: Int)]
  ) {
    let number = partitionIndex[evidence.partition] ?? addPartition(evidence.partition, bucket: bucket)
    let activeBefore = partitions[number].active
    let age = partitions[number].age
    var strangest: (standing: LearningCurve.Standing, share: Double)?
    let foundBefore = finds.count
    let places = places(evidence, in: number)
    let own = ownFinds(of: evidence, places, bucket: bucket, expected: expected)
    for ((category, members), place) in zip(evidence.categories, places) {
      if let place {
        again(place, members: members, in: number, bucket: bucket, unit: unit)
        continue
      }
      let inWave = isWave(category, bucket: bucket)
      if !inWave {
        let value = values[category]
        let standing = standing(value, peers: Int(value?.partitions ?? 0), age: age)
        let share = curve.shareOfFinds(standing, age: age)
        if share < strangest?.share ?? 2 { strangest = (standing, share) }
      }
      find(
        category, weight: unit * members,
        single: inWave || expected.contains(category) ? 0 : 1 / Float(own), in: number, bucket: bucket,
        unit: unit, before: activeBefore)
      finds.append((category, age))
    }
    curve.learn(age: age, strangest: strangest?.standing, finds: finds.count - foundBefore)
    partitions[number].active += unit * evidence.members
    partitions[number].age += 1
    partitions[number].lastBucket = bucket
  }

  /// How many categories are the partition's own finds.
  private func ownFinds(
    of evidence: Evidence, _ places: [Int?], bucket: Int64, expected: Set<UInt32>
  ) -> Int {
    zip(evidence.categories, places).count {
      $1 == nil && !isWave($0.category, bucket: bucket) && !expected.contains($0.category)
    }
  }

  private func addPartition(_ name: UInt32, bucket: Int64) -> Int {
    partitions.append(Partition(name: name, firstBucket: bucket, lastBucket: bucket))
    partitionIndex.set(name, partitions.count - 1)
    return partitions.count - 1
  }

  /// Whether several partitions have taken it up lately: it is not this one's own find.
  private func isWave(_ category: UInt32, bucket: Int64) -> Bool {
    isPartitioned && wave(values[category], bucket: bucket) >= Self.leastWave
  }

  private func find(
    _ category: UInt32, weight: Double, single: Float, in number: Int, bucket: Int64, unit: Double,
    before: Double
  ) {
    presences.set(
      Self.key(number, category),
      Presence(
        weight: weight, activeBefore: before, first: Int32(truncatingIfNeeded: bucket),
        last: Int32(truncatingIfNeeded: bucket), buckets: 1, single: single))
    partitions[number].singles.add(unit, share: single)
    partitions[number].ladder.add(weight)
  }

  /// - Parameter place: of the presence.
  private func again(_ place: Int, members: Double, in number: Int, bucket: Int64, unit: Double) {
    var presence = presences[place: place]
    partitions[number].ladder.move(presence.weight, to: presence.weight + unit * members)
    if presence.single > 0, (bucket - Int64(presence.first)) * bucketSeconds > memory.occasionSeconds {
      partitions[number].singles.remove(
        inflation!.unit(at: Int64(presence.first)), share: presence.single)
      presence.single = 0
    }
    presence.weight += unit * members
    presence.last = Int32(truncatingIfNeeded: bucket)
    presence.buckets += 1
    presences[place: place] = presence
  }

  private func spread(_ category: UInt32, age: Int, bucket: Int64) {
    var value = values[category] ?? Value(lastBucket: bucket)
    value.partitions += 1
    value.adoptions.add(age)
    value.wave = value.wave * freshness(value, bucket) + 1
    value.lastBucket = bucket
    values.set(category, value)
  }
}
