/// What to look for: one job file, checked. The schema is the user's contract (see the DocC article
/// "Job files").
public struct Job: Sendable, Hashable {
  /// The file's name without `.yml`: lower-case letters, digits, `_` and `-`.
  public var id: String
  public var title: String
  public var why: String
  /// MITRE ATT&CK technique ids, such as `T1078.004`.
  public var attack: [String]
  /// ECS fields without which the job is not applicable.
  public var needs: [String]
  /// KQL; empty means every event.
  public var query: String
  /// Length of a bucket, in seconds: divides a day, or is a whole number of days.
  public var bucketSeconds: Int64
  /// Whether the length is to be chosen by the data before a hunt; ``bucketSeconds`` is a stand-in until then.
  public var bucketIsAuto = false
  public var detectors: [DetectorSpec]
  public var influencers: [String]
  public var alert: AlertSpec
  public var falsePositives: [String]
  public var references: [String]
  /// Other ids under which users know the job (Elastic's prebuilt ids, the talk's).
  public var aliases: [String]
  /// Times at which nothing is judged or learnt.
  public var calendars: [JobCalendar] = []
  /// How long a bucket waits for late events, in seconds; nil for as long as the hunt's.
  public var latencySeconds: Int64?
  /// The field that says how many events a row stands for.
  public var summaryCountField: String?
  /// A key that was not seen for so long is forgotten, in seconds; nil for never.
  public var modelPruneSeconds: Int64?
  /// What its models may take in memory, in bytes; beyond, the keys that tell least are let go. nil for no limit of its own.
  public var modelMemoryBytes: Int?
  /// How messages become categories, which detectors know as ``Categorization/field``.
  public var categorization: Categorization?
  /// The catalogue's folder, or `user` for a file the user brought.
  public var pack: String

  public init(
    id: String, title: String, why: String = "", attack: [String] = [], needs: [String] = [],
    query: String = "", bucketSeconds: Int64 = 900, detectors: [DetectorSpec],
    influencers: [String] = [], alert: AlertSpec = AlertSpec(), falsePositives: [String] = [],
    references: [String] = [], aliases: [String] = [], pack: String = "user"
  ) {
    self.id = id
    self.title = title
    self.why = why
    self.attack = attack
    self.needs = needs
    self.query = query
    self.bucketSeconds = bucketSeconds
    self.detectors = detectors
    self.influencers = influencers
    self.alert = alert
    self.falsePositives = falsePositives
    self.references = references
    self.aliases = aliases
    self.pack = pack
  }
}

/// One detector of a job: `{function: rare, by: event.action, partition: user.name}`.
public struct DetectorSpec: Sendable, Hashable {
  public var function: String
  public var field: String?
  public var by: String?
  public var over: String?
  public var partition: String?
  /// A label of the user's own for the results' detector column.
  public var description: String?
  /// Whether an event without the by, over or partition field counts, under an empty value.
  public var useNull: Bool
  /// Which frequent values have no results.
  public var excludeFrequent = ExcludeFrequent.none
  /// What not to tell or not to learn.
  public var customRules: [CustomRule] = []

  public init(
    function: String, field: String? = nil, by: String? = nil, over: String? = nil,
    partition: String? = nil, description: String? = nil, useNull: Bool = false
  ) {
    self.function = function
    self.field = field
    self.by = by
    self.over = over
    self.partition = partition
    self.description = description
    self.useNull = useNull
  }

  /// `rare by "event.action" partition by "user.name"`: how results name the detector.
  public var label: String {
    if let description { return description }
    var text = function
    if let field { text += "(\"\(field)\")" }
    if let by { text += " by \"\(by)\"" }
    if let over { text += " over \"\(over)\"" }
    if let partition { text += " partition by \"\(partition)\"" }
    return text
  }
}

/// When a record of the job becomes an alert, and how grave that alert is.
public struct AlertSpec: Sendable, Hashable {
  /// Record score, 0…100, from which a record is an alert.
  public var threshold: Double
  /// `low`, `medium`, `high` or `critical`.
  public var severity: String
  /// 0…100.
  public var riskScore: Int

  public init(threshold: Double = 50, severity: String = "low", riskScore: Int = 21) {
    self.threshold = threshold
    self.severity = severity
    self.riskScore = riskScore
  }
}
