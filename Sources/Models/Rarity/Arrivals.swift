import HarrierStatistics

/// When each host, person and address was first heard of, by whatever detector: what newcomers must be expected to do.
///
/// Use to judge that somebody does a thing for the first time. On the day when fifty people join, some will run `whoami`,
/// and a detector that sees only those who do has no way to know why.
///
/// - Input: names with the end of the bucket in which they came up.
/// - Output: whether a name came within a day, how many others did, and how often, a bucket, one of those may be expected
///   among the names that a detector knows.
/// - State: 24 bytes a name, at most ``mostNames`` of a kind; of a kind with more nothing is known, for nobody's
///   arrival means anything there (addresses of the whole world).
/// - Cost: a lookup a name, a binary search a question.
///
/// ## Source
/// m arrivals within a day beyond a handful, a share q = (k + ½) / (n + 1) of all n names known to the detector that knows
/// k: m · q of them will be news to it, most within eight hours. A share of successes, as in Laplace's rule with
/// Jeffreys' prior.
public struct Arrivals: StateCodable, Sendable {
  /// Of a kind.
  public static let mostNames = 1 << 17
  /// Who came within this time is a newcomer, in seconds.
  public static let freshSeconds: Int64 = 86_400
  /// Who is new can be said when names have been known for so long, in seconds: where logs begin everybody seems to arrive, and
  /// an intruder of that day must not be one of hundreds.
  public static let leastHistory: Int64 = 7 * 86_400
  /// So many newcomers are no wave: one intruder with two accounts must not hide the third.
  static let handful = 3
  /// A newcomer's first day of work, in seconds.
  static let dayOfWork = 8.0 * 3600

  /// A name with the end of the bucket in which it came up, in seconds of event time.
  public struct Sighting: Sendable {
    public var kind: EntityKind
    /// Of the name.
    public var hash: UInt64
    public var seconds: Int64
    public init(kind: EntityKind, hash: UInt64, seconds: Int64) {
      self.kind = kind
      self.hash = hash
      self.seconds = seconds
    }
  }

  private struct Names: Sendable {
    var first: [UInt64: Int64] = [:]
    /// Of all names, ascending.
    var times: [Int64] = []
    var isFull = false

    /// Names that had come up by a time.
    func count(by seconds: Int64) -> Int {
      var low = 0
      var high = times.count
      while low < high {
        let middle = (low + high) / 2
        if times[middle] <= seconds { low = middle + 1 } else { high = middle }
      }
      return low
    }

    mutating func add(_ hash: UInt64, at seconds: Int64) {
      if isFull || first[hash] != nil { return }
      if first.count == Arrivals.mostNames {
        self = Names(isFull: true)
        return
      }
      first[hash] = seconds
      // Rounds come in the order of time: this is the end, or close to it.
      times.insert(seconds, at: count(by: seconds))
    }
  }

  private var names: [Names] = EntityKind.allCases.map { _ in Names() }

  public init() {}

  /// Takes in what came up. Names that are known stay what they are.
  ///
  /// - Precondition: nothing of it ended before what was taken in earlier.
  public mutating func take(_ sightings: [Sighting]) {
    for sighting in sightings.sorted(by: { ($0.seconds, $0.hash) < ($1.seconds, $1.hash) }) {
      names[Self.place(sighting.kind)].add(sighting.hash, at: sighting.seconds)
    }
  }

  private static func place(_ kind: EntityKind) -> Int { Int(kind.rawValue) - 1 }

  /// Others that came up within a day; nil for a name that is no newcomer at that time, and before ``leastHistory``.
  public func company(of hash: UInt64, _ kind: EntityKind, at seconds: Int64) -> Int? {
    let names = names[Self.place(kind)]
    let dayBefore = seconds - Self.freshSeconds
    guard let oldest = names.times.first, seconds - oldest >= Self.leastHistory else { return nil }
    guard let first = names.first[hash], first > dayBefore, first <= seconds else { return nil }
    return names.count(by: seconds) - names.count(by: dayBefore) - 1
  }

  /// Newcomers that a detector which knows so many names will meet in a bucket, where so many came within a day.
  public func rate(
    of newcomers: Int, _ kind: EntityKind, known: Int, at seconds: Int64, bucketSeconds: Int64
  ) -> Double {
    let all = Double(names[Self.place(kind)].count(by: seconds))
    let share = min(1, (Double(known) + 0.5) / (all + 1))
    let wave = Double(max(0, newcomers + 1 - Self.handful))
    return share * wave * Double(bucketSeconds) / Self.dayOfWork
  }

  public func encode(to writer: inout StateWriter) {
    for kind in names {
      writer.write(kind.isFull)
      writer.write(kind.first.count)
      for (hash, seconds) in kind.first.sorted(by: { $0.key < $1.key }) {
        writer.write(hash)
        writer.write(Int(seconds))
      }
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    for place in names.indices {
      names[place].isFull = try reader.readBool()
      let count = try reader.readCount(least: 9)
      guard count <= Self.mostNames else { throw .damaged }
      for _ in 0..<count {
        let hash = try reader.readUInt64()
        names[place].first[hash] = Int64(try reader.readInt())
      }
      names[place].times = names[place].first.values.sorted()
    }
  }
}
