/// What kind of strangeness a record tells of, in the words of the results (`anomaly_type`).
public enum AnomalyType: String, Sendable, Hashable, CaseIterable {
  /// A number above and below what was expected.
  case spike
  case dip
  /// A value that came up before, but hardly ever.
  case rareValue = "rare value"
  /// A value never seen in its partition.
  case newValue = "new value"
  /// A partition never seen at all.
  case newPartition = "new partition"
  /// An hour of the day or the week.
  case unusualTime = "unusual time"
  /// A place far from all that are known, and one that nobody reaches so soon.
  case unusualPlace = "unusual place"
  case fastJourney = "fast journey"
  /// Contacts as even as a clock's.
  case regularContacts = "regular contacts"
  /// The first event of all that a detector has ever seen.
  case firstActivity = "first activity"
}

extension Record {
  /// Whether it says that a host, a person or an address was never seen before: by a detector, which need not be the
  /// first that could have seen it.
  public var saysSomebodyIsNew: Bool {
    switch explanation.anomalyType {
    case .newPartition: true
    case .newValue: by.flatMap { Subject.kind(of: $0.fieldName) } != nil
    default: false
    }
  }
}
