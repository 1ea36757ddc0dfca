import HarrierEvents
import HarrierScoring

/// A finding as a table shows it: the columns a hunter knows, safe to look at.
public struct FindingRow: Sendable, Hashable {
  public struct Influence: Sendable, Hashable {
    public let field: String
    public let value: String
  }

  public let time: String
  public let severity: Severity
  /// `82`, `< 1`.
  public let score: String
  /// The run of buckets is stranger than this one: a cross instead of a dot.
  public let isMultiBucket: Bool
  public let detector: String
  /// The entity: partition, over and by value, those that the detector has.
  public let foundFor: [Influence]
  public let influencedBy: [Influence]
  public let actual: String
  public let typical: String
  public let description: String
  public let job: String

  /// - Parameter score: of all that the row stands for; the record's own unless told.
  public init(_ record: Record, score rowScore: Double? = nil) {
    let rowScore = rowScore ?? record.recordScore
    time = TimeText.label(record.timestamp, bucketSpan: record.bucketSpan)
    severity = Severity(score: rowScore)
    score = NumberText.score(rowScore)
    isMultiBucket = Self.isMultiBucket(record)
    detector = VisibleText.line(record.detectorLabel)
    foundFor = [record.partition, record.over, record.by].compactMap { part in
      part.map { Influence(field: VisibleText.line($0.fieldName), value: VisibleText.value($0.value)) }
    }
    influencedBy = record.influencers.flatMap { influencer in
      influencer.values.map {
        Influence(field: VisibleText.line(influencer.fieldName), value: VisibleText.value($0.value))
      }
    }
    actual = NumberText.values(record.actual, of: record)
    typical = NumberText.values(record.typical, of: record)
    description = VisibleText.line(record.description)
    job = VisibleText.line(record.jobID)
  }

  /// Elastic's limit for the cross.
  static func isMultiBucket(_ record: Record) -> Bool { record.multiBucketImpact >= 3 }

  public var foundForText: String { foundFor.map(\.value).joined(separator: " · ") }

  /// The first values, and how many there are beyond them.
  public func influencedByText(first limit: Int) -> String {
    let shown = influencedBy.prefix(limit).map(\.value).joined(separator: ", ")
    let more = influencedBy.count - min(limit, influencedBy.count)
    return more > 0 ? "\(shown) and \(more) more" : shown
  }
}

/// What a report tells of a job beside its id.
public struct JobInfo: Sendable, Hashable {
  public var title: String
  public var why: String
  /// MITRE ATT&CK technique ids.
  public var attack: [String]
  public var falsePositives: [String]

  public init(title: String, why: String = "", attack: [String] = [], falsePositives: [String] = []) {
    self.title = title
    self.why = why
    self.attack = attack
    self.falsePositives = falsePositives
  }
}

/// An event behind a finding, read again.
public struct RawEvent: Sendable, Hashable {
  public var pointer: EvidencePointer
  public var text: String

  public init(pointer: EvidencePointer, text: String) {
    self.pointer = pointer
    self.text = text
  }
}
