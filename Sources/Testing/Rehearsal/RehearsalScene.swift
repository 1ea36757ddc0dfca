import HarrierDetectors
import HarrierJobs

/// What a rehearsal's events are made of: the query's row, and values for the fields that tell keys apart.
struct RehearsalScene {
  let detector: DetectorSpec
  let bucket: Double
  let start = Double(TestLog.start)
  /// What every event has.
  let row: [String: String]
  private let witness: QueryWitness

  /// A past and what breaks it.
  struct Play {
    var quiet: [JobRehearsal.Event]
    /// What comes on top, where something strange happens.
    var strange: [JobRehearsal.Event]
    /// What happens in the twin alone: where the strange thing is that something stops.
    var ordinary: [JobRehearsal.Event] = []
    var strangeBucket: Int64
  }

  init?(_ witness: QueryWitness, _ detector: DetectorSpec, _ job: Job) {
    self.witness = witness
    self.detector = detector
    bucket = Double(job.bucketSeconds)
    var row = witness.row
    let others = job.needs + job.detectors.flatMap(\.fields) + job.influencers
    for field in others where row[field] == nil && field != Categorization.category {
      row[field] = witness.values(of: field).first
    }
    guard witness.passes(row) else { return nil }
    self.row = row
  }

  /// Values of a field under which the query still passes.
  func values(_ field: String?, atLeast count: Int) -> [String]? {
    guard let field, field != Categorization.category else { return nil }
    let values = witness.values(of: field)
    return values.count >= count ? values : nil
  }

  /// Whether the query still takes the row with another value of a field.
  func passes(_ field: String, _ value: String) -> Bool { witness.passes(row.merging([field: value]) { $1 }) }

  func event(_ seconds: Double, _ fields: [String?: String]) -> JobRehearsal.Event {
    var all = row
    for (field, value) in fields { if let field { all[field] = value } }
    return .init(seconds: start + seconds, fields: all)
  }

  func bucketStart(_ index: Int) -> Int64 { Int64(start + Double(index) * bucket) }

  /// Keys of a detector without `rare`: by, over and partition take their values side by side.
  func keys(_ count: Int) -> [[String?: String]] {
    (0..<count).map { index in
      var key: [String?: String] = [:]
      for field in [detector.by, detector.over, detector.partition] {
        let values = values(field, atLeast: 1) ?? []
        if let field, !values.isEmpty { key[field] = values[index % values.count] }
      }
      return key
    }
  }

  func play(_ function: any DetectorFunction.Type) -> Play? {
    switch function.evidence {
    case .presence: presence()
    case .count: function.side == .low ? silence() : crowd()
    case .distinctCount: variety()
    case .infoContent: chatter()
    case .sum, .mean, .max, .median, .min, .extremes: magnitude()
    case .variance: function.side == .low ? monotony() : restlessness()
    case .times: oddHour()
    case .track: farPlace()
    case .rhythm: clockwork()
    }
  }
}
