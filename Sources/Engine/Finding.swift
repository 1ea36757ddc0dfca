import HarrierModels
import HarrierScoring
import HarrierStatistics

/// What a fold has to say of a bucket: numbers only; ``RecordMaker`` puts them into words.
struct Finding {
  /// Index of the aggregate it is about; nil for an empty bucket's key.
  var aggregate: Int?
  var partition: UInt32
  var over: UInt32
  var by: UInt32
  var surprisal: Double
  var verdict: Calibration.Verdict
  var kind: Kind
  var actual: Double
  var typical: Double
  /// Others that this record speaks for.
  var causes: [Cause] = []
  /// Surprisal that is left when a share of the events is taken out.
  var surprisalWithout: ((Double) -> Double)?
  var timeline: [TimelineValue] = []
  var origin = LookOrigin()
  /// Other keys that were strange of late (``HarrierModels/CommonCause``), where that makes it the less rare.
  var company: Double?

  enum Kind {
    case rarity(Rarity)
    case deviation(Deviation)
    case moment(Moment)
    case journey(Journey)
    case rhythm(Rhythm)
    case waking(Silence)
  }

  struct Rarity {
    var type: AnomalyType
    var noveltyRate: Double
    var presenceRate: Double
    var seenBuckets: Int
    var totalBuckets: Int
    var firstBucket: Int64?
    var lastBucket: Int64?
    var peersWithValue: Int
    var peers: Int
    /// Partitions that show the value in this bucket or have taken it up lately.
    var spread: Int
    /// Others that were new to the hunt within a day, where it is about somebody who is.
    var newcomers: Int
    /// That it is told for how often a member used the value, more than for the value; typical is that of others then.
    var isOfUse = false
  }

  struct Deviation {
    var isHigh: Bool
    var lower: Double
    var upper: Double
    var ordinaryUpTo: Double
    var observations: Int
    var isFirst: Bool
    /// Which number of the bucket it is, where there are several.
    var statistic: String?
    /// How surprising the bucket is by itself, and what its key's last values are together; nil where that is not asked.
    var evidence: Evidence?
    /// What a bucket of the run amounts to, where the run is told and not the bucket.
    var run: Double?
  }

  /// Surprisal of a bucket by itself and of the run that it ends.
  struct Evidence {
    var single: Double
    var several: Double
  }

  /// A time of the day or the week, in seconds since its start.
  struct Moment {
    var circle: Circle
    var position: Int64
    var usual: Int64
    /// Event-buckets of the key before.
    var looks: Int
  }

  struct Journey {
    var journey: Whereabouts.Journey
    var centres: Int
    var looks: Int
  }

  struct Rhythm {
    var regularity: Regularity
    var looks: Int
  }

  struct Cause {
    var aggregate: Int
    var surprisal: Double
    /// Of a number; nil where it is events.
    var actual: Double?
    var typical = 0.0
  }

  /// Of which a record tells so many.
  static let mostCauses = 10

  /// Makes this one the record of others, the rarest of which come first.
  mutating func speak(for others: some Sequence<Finding>) {
    causes += others.prefix(Self.mostCauses - causes.count).map { other in
      var cause = Cause(aggregate: other.aggregate!, surprisal: other.surprisal)
      if case .deviation = other.kind { (cause.actual, cause.typical) = (other.actual, other.typical) }
      return cause
    }
  }
}

extension Sequence<Finding> {
  /// Those of one owner together, owners in the order in which they come.
  func grouped<Owner: Hashable>(by owner: (Finding) -> Owner) -> [[Finding]] {
    var places: [Owner: Int] = [:]
    var groups: [[Finding]] = []
    for finding in self {
      let owner = owner(finding)
      if let place = places[owner] {
        groups[place].append(finding)
      } else {
        places[owner] = groups.count
        groups.append([finding])
      }
    }
    return groups
  }
}

/// A bucket of a key's little picture.
struct TimelineValue: Sendable {
  var bucket: Int64
  var actual: Float
  var expected: Float
  var upper: Float
}

/// A key that changed for good, by the bucket in which that was beyond doubt.
struct FoundChange {
  var name: KeyName
  var change: ChangeWatch.Change
  var before: Double
  var after: Double
  var bucket: Int64
}

/// From a closed bucket's aggregates to findings, and on to what is known: score first, then learn.
protocol DetectorFold: AnyObject {
  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding]
  /// What such a surprisal comes to by what is known now, before a bucket.
  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict
  var keyCount: Int { get }
  /// What is not to be learnt; nil for nothing.
  var gate: LearningGate? { get set }
  /// Who takes down what is expected of keys; nil for nobody, and for folds that expect no number.
  var plot: PlotRecorder? { get set }
  /// Who is new to the hunt, for folds that ask.
  var arrivals: ArrivalView? { get set }
  /// Tells the recorder what is expected of buckets to come, by what is known now.
  func forecast(_ buckets: Range<Int64>)
  /// Keys that are no longer known.
  func forget(_ names: Set<KeyName>)
  /// Passes over buckets of the calendar that are no part of what was learnt: what comes next follows at once.
  func skip(buckets: Int64)
  /// So many seconds after the fold's time the events happened: 0, but for a past that is moved on the calendar.
  func displace(by seconds: Int64)
  /// What has changed for good since it was last asked.
  func takeChanges() -> [FoundChange]
  /// What it holds of keys in memory, estimated from counts; and those keys, in no order.
  var byteCount: Int { get }
  var keyNames: [KeyName] { get }
  /// Lets go of keys for want of room: as if they had not been seen, but for what they say of all others.
  func evict(_ names: [KeyName])
  /// Words of the vocabulary that it still asks for, beside those of its keys.
  func forEachWord(_ body: (UInt32) -> Void)
  func encode(to writer: inout StateWriter)
}

extension DetectorFold {
  func displace(by seconds: Int64) {}
  var plot: PlotRecorder? {
    get { nil }
    set {}
  }
  var arrivals: ArrivalView? {
    get { nil }
    set {}
  }
  func forecast(_ buckets: Range<Int64>) {}
  func takeChanges() -> [FoundChange] { [] }
  func evict(_ names: [KeyName]) { forget(Set(names)) }
  func forEachWord(_ body: (UInt32) -> Void) {}
}
