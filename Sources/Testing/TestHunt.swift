import HarrierDetectors
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring

/// Hunts for tests.
public enum TestHunt {
  public static func run(
    _ paths: [String], jobs: [Job], threads: Int = 1, state: SavedState? = nil, keepsOpen: Bool = false,
    mode: HuntMode = .live
  ) throws -> HuntOutcome {
    try Hunt(
      HuntOptions(jobs: jobs, threads: threads, state: state, keepsOpen: keepsOpen, mode: mode)
    ).run(paths)
  }

  /// The lines cut in two, the second part hunted with what the first has left.
  public static func inTwo(
    _ lines: [String], at middle: Int, jobs: [Job], in folder: TestFolder
  ) throws -> (before: HuntOutcome, after: HuntOutcome) {
    let first = try folder.write(lines: Array(lines[..<middle]), as: "first.ndjson")
    let second = try folder.write(lines: Array(lines[middle...]), as: "second.ndjson")
    let before = try run([first], jobs: jobs, keepsOpen: true)
    return (before, try run([second], jobs: jobs, state: before.state))
  }

  /// A job of one detector.
  public static func job(
    _ id: String, _ detector: DetectorSpec, query: String = "", needs: [String] = [], bucket: Int64 = 900,
    influencers: [String] = []
  ) -> Job {
    Job(
      id: id, title: id, needs: needs, query: query, bucketSeconds: bucket, detectors: [detector],
      influencers: influencers)
  }

  /// One job of each kind of fold.
  public static let everyFold = [
    job(
      "rare_call", .init(function: "rare", by: "event.action", partition: "user.name"), bucket: 3600,
      influencers: ["user.name", "host.name"]),
    job(
      "often", .init(function: "freq_rare", by: "process.name", over: "host.name"), influencers: ["host.name"]
    ),
    job("who", .init(function: "rare", by: "user.name"), query: "process.name: *", bucket: 3600),
    job(
      "many", .init(function: "high_count", by: "destination.geo.country_name"), influencers: ["user.name"]),
    job("names", .init(function: "high_info_content", field: "dns.question.name", over: "user.name")),
    job("variety", .init(function: "distinct_count", field: "event.action", partition: "host.name")),
    job(
      "bytes", .init(function: "sum", field: "destination.bytes", by: "host.name"),
      query: "event.category: network"),
  ]

  /// A job with a detector for each combination of parts that a function takes, over ``TestLog/travelled``.
  public static func everyUse(of name: String) throws -> Job {
    guard let function = DetectorRegistry.function(named: name) else { throw Unknown(function: name) }
    let shape = function.shape
    let field = shape.field == .refused ? nil : field(for: function.evidence)
    var detectors: [DetectorSpec] = []
    for by in parts(shape.by, "event.action") {
      for over in parts(shape.over, "user.name") {
        for partition in [nil, "host.name"] {
          detectors.append(
            DetectorSpec(function: name, field: field, by: by, over: over, partition: partition))
        }
      }
    }
    return Job(
      id: name, title: name, bucketSeconds: bucketSeconds(for: function.evidence), detectors: detectors,
      influencers: ["host.name", "user.name"])
  }

  /// Long enough for a rhythm.
  private static func bucketSeconds(for evidence: Evidence) -> Int64 { evidence == .rhythm ? 86_400 : 3600 }

  private struct Unknown: Error { var function: String }

  private static func parts(_ rule: PartRule, _ field: String) -> [String?] {
    switch rule {
    case .required: [field]
    case .optional: [nil, field]
    case .refused: [nil]
    }
  }

  private static func field(for evidence: Evidence) -> String {
    switch evidence {
    case .distinctCount, .infoContent: "dns.question.name"
    case .track: "source.geo.location"
    default: "destination.bytes"
    }
  }
}

extension Record {
  /// Without the places where its events lie, which a cut of the input changes.
  public var withoutPlaces: Record {
    var record = self
    record.events = events.map {
      EvidencePointer(source: "", offset: 0, length: $0.length, timestamp: $0.timestamp)
    }
    return record
  }

  /// Every number a reader sees.
  public var numbers: [Double] {
    var all = actual + typical
    all += [probability, surprisal, initialRecordScore, recordScore, multiBucketImpact, returnPeriodSeconds]
    all += [
      explanation.looksPerDay, explanation.modelReturnPeriod, explanation.empiricalReturnPeriod,
      explanation.historyLimit, explanation.singleBucketSurprisal,
    ]
    all += [
      explanation.typicalValue, explanation.lowerConfidenceBound, explanation.upperConfidenceBound,
      explanation.ordinaryUpTo, explanation.multiBucketSurprisal, explanation.noveltyRate,
      explanation.presenceRate,
    ].compactMap(\.self)
    all += timeline.flatMap { [$0.actual, $0.expected, $0.upper] }
    return all + influencers.flatMap { $0.values.map(\.share) } + causes.map(\.probability)
  }
}
