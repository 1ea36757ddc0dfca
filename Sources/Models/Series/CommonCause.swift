import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// Whether one that is strange is strange alone: how many other keys of its detector were so within hours.
///
/// Use for numbers of many keys (hosts, users, addresses). On a patch day every server starts more programs than ever, each
/// rightly a wonder by its own past, and all of them one cause: the first is told as rare as it is, each further one as
/// the less rare. A value that is new in many partitions has its own rule (``RareValues``).
///
/// - Input: keys with a return period of a day or more, as their buckets end.
/// - Output: how many others were as strange of late, fading by half in ``halfLifeSeconds``; and how many times more often
///   the like comes with such company.
/// - State: 16 bytes a key that was strange within two days, at most ``mostKeys``.
/// - Cost: that of its state, for what is told alone.
/// - Not for: one key, or values that have nothing in common but their detector.
///
/// ## Source
/// The conditional intensity of a self-exciting process (Hawkes 1971, Biometrika 58, 83–90) with an exponential kernel: with
/// e others of late where x are expected, the like comes (e + 1) / (x + 1) times as often. Squared, as in a roll-out of
/// values each further one is evidence of a common cause:
///
///     e = Σ 2^(−age / half-life) over other keys, x = half-life / (ln 2 · day) = 0.36
///     T′ = T / max(1, (e + 1) / (x + 1))²
public struct CommonCause: StateCodable {
  /// Half of what was strange is forgotten in this time.
  public static let halfLifeSeconds = 6.0 * 3600
  /// More others make no difference.
  public static let mostKeys = 256
  /// What is older is as good as forgotten.
  static let memorySeconds: Int64 = 2 * 86_400
  static let expected = halfLifeSeconds / (log(2) * ReturnPeriod.day)

  private struct Sighting {
    var key: UInt64
    var bucket: Int64
  }

  private let bucketSeconds: Int64
  /// The last of each key, the oldest first.
  private var sightings: [Sighting] = []

  public init(bucketSeconds: Int64) { self.bucketSeconds = bucketSeconds }

  /// e: other keys that were strange of late.
  public func company(of key: UInt64, at bucket: Int64) -> Double {
    sightings.reduce(0) { sum, other in
      let age = Double((bucket - other.bucket) * bucketSeconds)
      return other.key == key ? sum : sum + exp2(-age / Self.halfLifeSeconds)
    }
  }

  /// How many times more often the like comes in such company; 1 for what is alone.
  public static func chances(company: Double) -> Double {
    let ratio = max(1, (company + 1) / (expected + 1))
    return ratio * ratio
  }

  /// Takes in a key that is strange: with a return period of a day or more, whatever its company.
  ///
  /// - Precondition: no later bucket was noted.
  public mutating func note(_ key: UInt64, at bucket: Int64) {
    sightings.removeAll { $0.key == key || (bucket - $0.bucket) * bucketSeconds > Self.memorySeconds }
    if sightings.count == Self.mostKeys { sightings.removeFirst() }
    sightings.append(Sighting(key: key, bucket: bucket))
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(Int(bucketSeconds))
    writer.write(sightings.count)
    for sighting in sightings {
      writer.write(sighting.key)
      writer.write(Int(sighting.bucket))
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    bucketSeconds = Int64(try reader.readInt())
    guard bucketSeconds > 0 else { throw .damaged }
    for _ in 0..<(try reader.readCount(least: 9)) {
      sightings.append(Sighting(key: try reader.readUInt64(), bucket: Int64(try reader.readInt())))
    }
    guard sightings.count <= Self.mostKeys else { throw .damaged }
  }
}
