import HarrierStatistics

/// Whether a key has changed for good: another level, another spread, or the same day an hour earlier or later (daylight
/// saving). Cumulative sums of what the change would explain better, back to zero whenever it would not.
///
/// - Input: a bucket's residual, and how much better its value fits the hours beside its own.
/// - Output: a ``Change`` where the evidence is beyond doubt and half a day old at least (a day for the hour, a week for the
///   spread, which nights and weekends have of their own), so that an attack of some hours is an anomaly and no new habit.
/// - State: about a hundred bytes a key; made only for keys that are two weeks old and busy.
/// - Not for: slow drift, which the level follows by itself.
///
/// ## Source
/// Page (1954), doi:10.1093/biomet/41.1-2.100: S ← max(0, S + z − k), an alarm at S > h. For the spread z is half the squared
/// difference of neighbouring residuals (von Neumann 1941), which a new level leaves alone, in the likelihood ratio of a fourfold
/// variance. Differs: a sum may not grow beyond its bound by much, so that it falls soon when the change is over.
public final class ChangeWatch: StateCodable {
  /// What happened to a key.
  public struct Change: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
      case level = "level_shift"
      case scale = "scale_change"
      case time = "time_shift"
    }
    public var kind: Kind
    /// Level: mean residual of late, in standard deviations. Scale: factor of the variance. Time: seconds later.
    public var amount: Double
    /// Level: Σ actual / Σ expected, of late.
    public var ratio: Double
    /// Since it began.
    public var buckets: Int
    /// Level: variance of late around the new level, in that which is believed; the way there was no spread.
    public var spread = 1.0
  }

  /// What a bucket says.
  public struct Evidence {
    /// In standard deviations.
    public var residual: Double
    public var actual: Double
    public var expected: Double
    /// ln of how much likelier the value is an hour after (before) one's usual time; nil without a shape.
    public var isLater: Double?
    public var isEarlier: Double?

    public init(residual: Double, actual: Double, expected: Double, isLater: Double?, isEarlier: Double?) {
      self.residual = residual
      self.actual = actual
      self.expected = expected
      self.isLater = isLater
      self.isEarlier = isEarlier
    }
  }

  /// In the heap, about: its sums.
  public static let byteCount = 320

  /// A cumulative sum.
  struct Sum: StateCodable {
    var height: Float = 0
    /// Buckets since it is more than chance, and those of them that bear it out.
    var count = 0
    var support = 0
    var total: Float = 0
    /// Σ of half the squared differences of neighbours.
    var roughness: Float = 0
    /// Means of late: of values, of what was expected, of residuals and their squares. By then the model has come some of the way.
    private(set) var late = InlineArray<4, Float>(repeating: 0)

    /// How late is of late: the last quarter of it, some thirty buckets at most.
    private static let lateness: Float = 1 / 32

    init() {}

    /// - Parameter bound: of the height; it may stand a quarter above it.
    mutating func add(_ step: Double, bound: Double) {
      let next = max(0, Double(height) + step)
      if next < Self.chance { self = Sum() }
      height = Float(min(next, 1.25 * bound))
      guard next >= Self.chance else { return }
      count += 1
      if step > 0 { support += 1 }
    }

    /// Mean residual in standard errors, by the spread that the residuals have now: a wider one wanders far.
    var errors: Double {
      // z̄ √n / s with s² = Σd / n, 1 at least
      abs(Double(total)) / max(Double(count), Double(roughness)).squareRoot()
    }

    /// A height that comes and goes: what lies below it is no beginning.
    private static let chance = 2.0

    /// Takes in what a bucket of it says.
    mutating func note(_ evidence: Evidence, roughness: Double) {
      guard count > 0 else { return }
      let residual = Float(min(max(evidence.residual, -50), 50))
      total += residual
      self.roughness += Float(roughness)
      let share = max(Self.lateness, 4 / Float(count + 3))
      let seen: InlineArray<4, Float> = [
        Float(evidence.actual), Float(evidence.expected), residual, residual * residual,
      ]
      for place in seen.indices { late[place] += share * (seen[place] - late[place]) }
    }

    /// What it is, if it is one.
    var level: Change {
      Change(
        kind: .level, amount: Double(late[2]),
        ratio: Double(late[0] / max(late[1], .leastNormalMagnitude)), buckets: count,
        spread: min(1, max(0, Double(late[3] - late[2] * late[2]))))
    }

    func encode(to writer: inout StateWriter) {
      writer.write(height)
      writer.write(count)
      guard count > 0 else { return }
      writer.write(support)
      writer.write(total)
      writer.write(roughness)
      for place in late.indices { writer.write(late[place]) }
    }

    init(from reader: inout StateReader) throws(StateReader.Failure) {
      height = try reader.readFloat()
      count = try reader.readInt()
      guard count > 0 else { return }
      support = try reader.readInt()
      total = try reader.readFloat()
      roughness = try reader.readFloat()
      for place in late.indices { late[place] = try reader.readFloat() }
    }
  }

  /// k: half of the least shift that is looked for, in standard deviations.
  private static let allowance = 0.5
  /// h: residuals by chance pass it once in about e^16 buckets.
  private static let levelBound = 16.0
  private static let scaleBound = 20.0
  private static let timeBound = 16.0
  private static let mostScales = 4.0
  private static let leastErrors = 5.0
  /// The present must bear out the past: a mean over some four buckets.
  private static let presence: Float = 0.25

  private var up = Sum()
  private var down = Sum()
  private var wider = Sum()
  private var narrower = Sum()
  private var later = Sum()
  private var earlier = Sum()
  private var last: Float = .nan
  private var recent: Float = 0

  public init() {}

  /// Takes in a bucket; what has changed by it.
  ///
  /// - Parameters:
  ///   - evidence: what the bucket says.
  ///   - bucketSeconds: length of a bucket.
  ///   - isOld: whether the key's spread is known well enough to tell that it changed.
  public func take(_ evidence: Evidence, bucketSeconds: Int64, isOld: Bool) -> Change? {
    let halfDay = max(12, Int(43_200 / bucketSeconds))
    let z = Float(min(max(evidence.residual, -Self.mostScales), Self.mostScales))
    let step = last.isNaN ? nil : Double((z - last) * (z - last)) / 2
    last = z
    let change =
      time(evidence, least: 2 * halfDay) ?? level(evidence, roughness: step ?? 1, least: halfDay)
      ?? (isOld ? scale(step, least: 14 * halfDay) : nil)
    if change != nil { reset() }
    return change
  }

  private func reset() {
    (up, down, wider, narrower, later, earlier) = (Sum(), Sum(), Sum(), Sum(), Sum(), Sum())
    last = .nan
    recent = 0
  }

  private func level(_ evidence: Evidence, roughness: Double, least: Int) -> Change? {
    let z = min(max(evidence.residual, -Self.mostScales), Self.mostScales)
    recent += Self.presence * (Float(z) - recent)
    Self.extend(&up, z - Self.allowance, evidence, roughness)
    Self.extend(&down, -z - Self.allowance, evidence, roughness)
    for (sum, sign) in [(up, Float(1)), (down, -1)]
    where Double(sum.height) > Self.levelBound && sum.support >= least && sign * recent > 1
      && sum.errors > Self.leastErrors
    {
      return sum.level
    }
    return nil
  }

  private static func extend(
    _ sum: inout Sum, _ step: Double, _ evidence: Evidence, _ roughness: Double
  ) {
    sum.add(step, bound: levelBound)
    sum.note(evidence, roughness: roughness)
  }

  private func scale(_ step: Double?, least: Int) -> Change? {
    guard let d = step else { return nil }
    // ln of the likelihood ratio of a variance v: ½ (d (1 − 1/v) − ln v), with v = 4 and 1/4
    wider.add((0.75 * d - 1.3863) / 2, bound: Self.scaleBound)
    narrower.add((1.3863 - 3 * d) / 2, bound: Self.scaleBound)
    if wider.count > 0 { wider.total += Float(d) }
    if narrower.count > 0 { narrower.total += Float(d) }
    for sum in [wider, narrower] where Double(sum.height) > Self.scaleBound && sum.count >= least {
      return Change(kind: .scale, amount: Double(sum.total) / Double(sum.count), ratio: 1, buckets: sum.count)
    }
    return nil
  }

  private func time(_ evidence: Evidence, least: Int) -> Change? {
    guard let isLater = evidence.isLater, let isEarlier = evidence.isEarlier else { return nil }
    later.add(min(max(isLater, -8), 8), bound: Self.timeBound)
    earlier.add(min(max(isEarlier, -8), 8), bound: Self.timeBound)
    for (sum, seconds) in [(later, 3600.0), (earlier, -3600)]
    where Double(sum.height) > Self.timeBound && sum.count >= least {
      return Change(kind: .time, amount: seconds, ratio: 1, buckets: sum.count)
    }
    return nil
  }

  public func encode(to writer: inout StateWriter) {
    for sum in [up, down, wider, narrower, later, earlier] { sum.encode(to: &writer) }
    writer.write(last)
    writer.write(recent)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    up = try Sum(from: &reader)
    down = try Sum(from: &reader)
    wider = try Sum(from: &reader)
    narrower = try Sum(from: &reader)
    later = try Sum(from: &reader)
    earlier = try Sum(from: &reader)
    last = try reader.readFloat()
    recent = try reader.readFloat()
  }
}
