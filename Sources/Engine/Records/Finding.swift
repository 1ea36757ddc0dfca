import HarrierModels
import HarrierScoring

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
    var lower = 0.0
    var upper = 0.0
    var ordinaryUpTo = 0.0
    var observations = 0
    var isFirst = false
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
