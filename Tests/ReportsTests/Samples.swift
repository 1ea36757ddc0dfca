import HarrierEvents
import HarrierResults
import HarrierScoring

@testable import HarrierReports

/// Made-up findings, in the manner of a week of cloud, network and process logs.
enum Samples {
  static let hostile = [
    "</script><script>alert(1)</script>", "\" onmouseover=\"alert(1)", "<!--", "a\u{0}b\u{2028}c\u{2029}d",
    "\u{1B}[31mred\u{1B}]0;title\u{7}", "abc\u{202E}gpj.exe", "one\ntwo\rthree\tfour",
    "<img src=x onerror=alert(1)>",
    "=cmd|'/c calc'!A1", "'; DROP TABLE records; --", "&lt;script&gt;", "]]>", "javascript:alert(1)",
    String(repeating: "long", count: 500),
  ]

  static func record(
    _ index: Int, job: String = "high_count_by_destination_country", score: Double = 82,
    label: String = "high_count by \"destination.geo.country_name\"", by: String? = "Russia",
    partition: String? = nil, actual: [Double] = [2134], typical: [Double] = [4.52],
    description: String = "more than 100x higher", span: Int64 = 900
  ) -> Record {
    var why = Explanation(
      anomalyType: .spike, looksPerDay: 96, modelReturnPeriod: 9e7, empiricalReturnPeriod: 3.1e6,
      historyLimit: 7.8e7, decidedBy: ["calibration", "model", "history"][index % 3],
      singleBucketSurprisal: 12)
    why.typicalValue = typical.first
    why.lowerConfidenceBound = typical.first.map { $0 / 3 }
    why.upperConfidenceBound = typical.first.map { $0 * 3 }
    why.ordinaryUpTo = typical.first.map { $0 * 6 }
    var record = Record(
      jobID: job, detectorIndex: 0, detectorLabel: label,
      timestamp: EventTime(seconds: 1_767_571_200 + Int64(index) * 5400), bucketSpan: span,
      function: "high_count", functionDescription: "count", probability: 6.1e-6, surprisal: 12,
      score: score, explanation: why, returnPeriodSeconds: 3.1e6, description: description)
    record.by = by.map { KeyPart(fieldName: "destination.geo.country_name", value: $0) }
    record.partition = partition.map { KeyPart(fieldName: "user.name", value: $0) }
    record.actual = actual
    record.typical = typical
    return record
  }

  static func rare(_ index: Int, score: Double, user: String, action: String) -> Record {
    var record = record(
      index, job: "rare_method_for_a_username", score: score,
      label: "rare by \"event.action\" partition by \"user.name\"", by: action, partition: user, actual: [],
      typical: [],
      description: "first \(action) by \(user) in 30 days (0 of 712 active hours; 41 of 60 peers call it)",
      span: 3600)
    record.by?.fieldName = "event.action"
    record.explanation.anomalyType = .rareValue
    record.explanation.ordinaryUpTo = nil
    record.explanation.peers = 60
    record.explanation.peersWithValue = 41
    record.explanation.noveltyRate = 0.02
    record.seenBuckets = 0
    record.totalBuckets = 712
    record.firstSeen = record.timestamp
    return record
  }

  /// Ranked, each unlike the one before.
  static var findings: [Record] {
    let users = ["app-WAF-role", "svc-backup", "maria.k", "jenkins", ""]
    let actions = ["ListBuckets", "AssumeRole", "ModifySnapshotAttribute", "ConsoleLogin"]
    let countries = ["Russia", "Iran", "Brazil", "Vietnam"]
    let records = (0..<40).map { index -> Record in
      let score = [99, 97.4, 82, 77, 61, 54.2, 48, 33, 27, 12, 8, 3.4, 0.4][index % 13]
      var record =
        index.isMultiple(of: 2)
        ? rare(index, score: score, user: users[index % 5], action: actions[index / 2 % 4])
        : record(
          index, score: score, by: countries[index / 2 % 4], actual: [Double(2134 / (index + 1) + 7)],
          typical: [4.52 + Double(index)], description: "\(index + 3)x higher")
      record.influencers = influencers(index)
      record.multiBucketImpact = index % 6 == 1 ? 3.5 : 0
      if index.isMultiple(of: 2) == false { record.timeline = timeline(ending: record) }
      record.causes =
        index % 4 == 1
        ? [
          Cause(
            byFieldName: "destination.port", byFieldValue: "443", probability: 0.001, actual: 20,
            typical: 1.5)
        ] : []
      record.events = [
        EvidencePointer(
          source: "logs/cloudtrail-2026-01-05.ndjson.gz", offset: 812_331 + 640 * Int64(index), length: 640,
          timestamp: record.timestamp)
      ]
      return record
    }
    return Ranking.findings(records)
  }

  /// Ranked; the first and the last are about the same event.
  static var toldTwice: [Record] {
    let told: [(job: String, score: Double, offset: Int64)] = [
      ("rare_method_for_a_username", 90, 7), ("other", 80, 9), ("rare_country_for_user", 61, 7),
    ]
    return told.enumerated().map { index, one in
      var record = record(index, job: one.job, score: one.score)
      record.events = [
        EvidencePointer(
          source: "a.ndjson", offset: one.offset, length: 9, timestamp: record.timestamp)
      ]
      return record
    }
  }

  private static func influencers(_ index: Int) -> [Influencer] {
    let addresses = (0...(index % 9)).map {
      InfluencerValue(value: "203.0.113.\(10 + $0)", share: 0.9 / Double($0 + 1))
    }
    return [
      Influencer(
        fieldName: "user.name",
        values: [InfluencerValue(value: ["app-WAF-role", "maria.k"][index % 2], share: 1)]),
      Influencer(fieldName: "source.ip", values: addresses),
      Influencer(
        fieldName: "source.as.organization.name",
        values: [InfluencerValue(value: "Example Hosting Networks Ltd", share: 0.6)]),
    ]
  }

  private static func timeline(ending record: Record) -> [TimelinePoint] {
    (0..<32).map { index in
      let wave = 5 + 3 * Double((index * 7) % 5)
      return TimelinePoint(
        timestamp: EventTime(seconds: record.timestamp.seconds - Int64(31 - index) * 900),
        actual: index == 31 ? record.actual[0] : wave, expected: 9, upper: 26)
    }
  }

  /// Findings whose every text comes from an attacker.
  static var hostileFindings: [Record] {
    hostile.enumerated().map { index, text in
      var record = record(index, job: text, label: text, by: text, partition: text, description: text)
      record.influencers = [
        Influencer(fieldName: text, values: [InfluencerValue(value: text, share: 1)])
      ]
      record.causes = [
        Cause(byFieldName: text, byFieldValue: text, probability: 0.1, actual: 1, typical: 0)
      ]
      record.explanation.template = text
      record.events = [
        EvidencePointer(source: text, offset: 0, length: 1, timestamp: record.timestamp)
      ]
      return record
    }
  }

  static func rawEvents(_ records: [Record]) -> [Int: [RawEvent]] {
    var events: [Int: [RawEvent]] = [:]
    for (index, record) in records.enumerated() {
      events[index] = record.events.map {
        RawEvent(
          pointer: $0,
          text: #"{"eventTime":"2026-01-05T09:57:49Z","eventName":"ListBuckets","userIdentity":{"type":"#
            + #""AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/app-WAF-role/i-0abc"},"#
            + #""sourceIPAddress":"203.0.113.10","userAgent":"aws-cli/2.15","note":"\#(record.jobID)"}"#)
      }
    }
    return events
  }

  static let jobs = [
    "rare_method_for_a_username": JobInfo(
      title: "An API call this user has not made before",
      why: "Stolen cloud credentials are used for calls that their owner never makes.",
      attack: ["T1078.004", "T1580"], falsePositives: ["a user takes over another's duties"]),
    "high_count_by_destination_country": JobInfo(
      title: "A spike in traffic to one country", why: "Exfiltration goes where nobody else goes.",
      attack: ["T1041"], falsePositives: ["a new office or content network"]),
  ]

  static func hostileJobs() -> [String: JobInfo] {
    Dictionary(
      uniqueKeysWithValues: hostile.map {
        ($0, JobInfo(title: $0, why: $0, attack: [$0], falsePositives: [$0]))
      })
  }

  /// Of changes and delays, more than a page shows.
  static func annotations(text: String? = nil) -> [Annotation] {
    (0..<250).map { index in
      let isDelay = index.isMultiple(of: 5)
      var annotation = Annotation(
        jobID: text ?? "count_by_host", detector: isDelay ? nil : .init(index: 0, label: "count"),
        timestamp: EventTime(seconds: 1_767_571_200 + Int64(index) * 3600), bucketSpan: 900, buckets: 13,
        content: isDelay
          ? .delay(events: 12, missedSeconds: 3000) : .change(kind: "level_shift", before: 20, after: 41),
        description: text ?? (isDelay ? "12 events came too late" : "a new level since 3 hours"))
      if !isDelay { annotation.by = KeyPart(fieldName: text ?? "host.name", value: text ?? "web") }
      return annotation
    }
  }

  static func categories(text: String? = nil) -> [CategoryDefinition] {
    [
      CategoryDefinition(
        jobID: text ?? "rare_message", detectorIndex: 0, id: 3,
        partition: KeyPart(fieldName: text ?? "host.name", value: text ?? "web"),
        tokens: text.map { [$0] } ?? ["user", "<*>", "left"],
        shared: text.map { [$0] } ?? ["user", "<*>", "left"], longest: 40, matches: 7,
        examples: [text ?? "user eve left"])
    ]
  }

  static func summary(text: String? = nil) -> RunSummary {
    var summary = RunSummary()
    summary.version = text ?? "1.0.0"
    summary.filesRead = 3
    summary.eventsRead = 1_234_567
    summary.bytesRead = 1_204_000_000
    summary.wallSeconds = 4.1
    summary.firstEvent = "2025-12-06T00:00:12.000Z"
    summary.lastEvent = "2026-01-07T23:59:58.000Z"
    summary.threads = 2
    summary.budgetPerDay = 20
    summary.budgetScore = 31.5
    summary.alertCount = 18
    summary.recordCount = 40
    summary.files = [
      .init(
        path: text ?? "logs/cloudtrail.ndjson.gz", format: text ?? "aws_cloudtrail", events: 900_000,
        bytes: 900_000_000, rejected: 12),
      .init(
        path: "logs/old.evtx", format: "unknown", events: 0, bytes: 4096, rejected: 0,
        problem: text ?? "not a format that harrier knows"),
    ]
    summary.rejected = [
      .init(
        reason: text ?? "not JSON", count: 12,
        samples: [text ?? "auth.log:91:76: source.port is “ssh2”, expected a number"])
    ]
    summary.jobsRun = [
      .init(
        id: text ?? "rare_method_for_a_username", title: text ?? "An API call this user has not made before",
        pack: text ?? "cloud", attack: [text ?? "T1078.004"], events: 900_000, buckets: 768, keys: 4100,
        records: 20),
      .init(
        id: "high_count_by_destination_country", title: "A spike in traffic to one country",
        pack: "network", attack: ["T1041"], events: 334_567, buckets: 3072, keys: 41, records: 20),
    ]
    summary.jobsSkipped = [
      .init(
        id: text ?? "rare_asn_for_user", title: text ?? "Log-on from a network never used",
        missingFields: [text ?? "source.as.number"], reason: text ?? "the data has no such field")
    ]
    summary.notes = [text ?? "no GeoIP database: 3 jobs are silent"]
    return summary
  }
}
