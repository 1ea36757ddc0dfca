import HarrierEvents

/// A user's exception to a detector: what not to tell, or not to learn, and of whom.
///
/// It holds where all its conditions and all parts of its scope hold.
public struct CustomRule: Sendable, Hashable {
  public enum Action: String, Sendable, CaseIterable {
    /// No record is made.
    case skipResult = "skip_result"
    /// The bucket's value is not learnt for this key.
    case skipModelUpdate = "skip_model_update"
  }

  /// What a condition looks at.
  public enum Subject: String, Sendable, CaseIterable {
    case actual
    case typical
    /// |actual − typical|.
    case difference = "diff_from_typical"
    /// Start of the bucket, in seconds since the epoch.
    case time
  }

  public enum Comparison: String, Sendable, CaseIterable {
    case above = "gt"
    case atLeast = "gte"
    case below = "lt"
    case atMost = "lte"

    public func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .above: value > bound
      case .atLeast: value >= bound
      case .below: value < bound
      case .atMost: value <= bound
      }
    }
  }

  public struct Condition: Sendable, Hashable {
    public var subject: Subject
    public var comparison: Comparison
    public var bound: Double
    public init(_ subject: Subject, _ comparison: Comparison, _ bound: Double) {
      self.subject = subject
      self.comparison = comparison
      self.bound = bound
    }
  }

  /// Part of the scope: a by, over or partition field whose value is in a list, or is not.
  public struct Scope: Sendable, Hashable {
    public var field: String
    public var filter: FilterList
    public var includes: Bool
    public init(field: String, filter: FilterList, includes: Bool) {
      self.field = field
      self.filter = filter
      self.includes = includes
    }
  }

  public var actions: [Action]
  public var conditions: [Condition]
  public var scope: [Scope]

  public init(actions: [Action] = [.skipResult], conditions: [Condition] = [], scope: [Scope] = []) {
    self.actions = actions
    self.conditions = conditions
    self.scope = scope
  }

  /// Whether its conditions hold; one on a number that is not known does not.
  public func holds(actual: Double?, typical: Double?, bucketStart: Int64) -> Bool {
    conditions.allSatisfy { condition in
      let value: Double? =
        switch condition.subject {
        case .actual: actual
        case .typical: typical
        case .difference: actual.flatMap { actual in typical.map { abs(actual - $0) } }
        case .time: Double(bucketStart)
        }
      return value.map { condition.comparison.holds($0, condition.bound) } ?? false
    }
  }

  /// Of a record's numbers: of two, which are a place, the difference is the kilometres between the two.
  public func holds(actual: [Double], typical: [Double], bucketStart: Int64) -> Bool {
    guard actual.count == 2, typical.count == 2 else {
      return holds(actual: actual.first, typical: typical.first, bucketStart: bucketStart)
    }
    let place = GeoPoint(latitude: actual[0], longitude: actual[1])
    let usual = GeoPoint(latitude: typical[0], longitude: typical[1])
    return holds(actual: place.kilometres(to: usual), typical: 0, bucketStart: bucketStart)
  }

  /// Whether a key is in its scope; `value` gives the key's value of a field.
  public func covers(_ value: (String) -> String?) -> Bool {
    scope.allSatisfy { part in value(part.field).map { part.filter.contains($0) == part.includes } ?? false }
  }
}

/// Values that are common enough to be left out of a detector's results.
public enum ExcludeFrequent: String, Sendable, CaseIterable {
  case none, by, over, all
  public var coversBy: Bool { self == .by || self == .all }
  public var coversOver: Bool { self == .over || self == .all }
}
