import HarrierEvents

/// What follows from a field: one file an enricher. Asked once a distinct value, so it may take its time.
public protocol Enricher: Sendable {
  /// Fields it can start from; the first that yields the output is used.
  var inputs: [String] { get }
  /// Fields it can make, where the row does not have them itself.
  var outputs: [String] { get }
  /// What the outputs tell, for the table of derived fields.
  var meaning: String { get }
  /// Values of the outputs, in order; nil for none.
  func values(of input: UnsafeBufferPointer<UInt8>) -> [String?]
}

/// What follows from several fields together, or from the time. Asked once a distinct tuple of values.
public protocol JointEnricher: Sendable {
  /// Fields that must all be there, at most ``JointEnrichers/mostInputs``.
  var inputs: [String] { get }
  var outputs: [String] { get }
  var meaning: String { get }
  /// Whether the time counts: then it is asked once a tuple and quarter of an hour.
  var asksTime: Bool { get }
  /// - Parameter time: the beginning of the event's quarter of an hour; nil where the time does not count.
  func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?]
}

extension JointEnricher {
  public var asksTime: Bool { false }
}

/// Limits of joint enrichment.
public enum JointEnrichers {
  public static let mostInputs = 3
  /// Seconds in which the time counts as the same: zones differ by quarters of an hour.
  public static let timeStep: Int64 = 900
}
