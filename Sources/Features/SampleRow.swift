/// One event behind an aggregate: where it can be read again, and its influencer values.
///
/// Samples are the rows of least priority, a hash of the event itself, so that any cut of the input keeps
/// the same ones (bottom-k sampling: Cohen & Kaplan, PODC 2007). Up to the cap the sample is complete.
///
/// Where a detector counts different values, a sample is one of values: of each of the values of least hash the event
/// that comes first (``isOfValue``). So a source of twenty events that brings twelve of thirteen values is twelve
/// thirteenths of the sample, however many events the thirteenth has.
public struct SampleRow: Sendable {
  public var priority: UInt64
  /// Whether the upper half of the priority is a hash of the value that is counted; the lower then orders its events.
  public var isOfValue = false
  /// The part of a priority that is at hand for every row; the rest is asked of those that may stay, and puts events in
  /// order that look alike where one looks first.
  public static let coarsePriority: UInt64 = 0xFFFF_FFFF_0000_0000
  /// Nanoseconds since the epoch.
  public var time: Int64
  /// In the file's uncompressed bytes.
  public var offset: Int64
  public var length: UInt32
  /// Index of the file.
  public var file: UInt32
  /// The by value before its template was taken.
  public var rawBy: UInt32
  /// Symbols of the job's influencer fields, in order; 0 where the event has none.
  public var influencers: Influencers

  /// Whether both are events of one value that is counted.
  public func isOfSameValue(as other: SampleRow) -> Bool {
    isOfValue && other.isOfValue && (priority ^ other.priority) & Self.coarsePriority == 0
  }

  public func precedes(_ other: SampleRow) -> Bool {
    (priority, offset, file) < (other.priority, other.offset, other.file)
  }

  public init(
    priority: UInt64, isOfValue: Bool = false, time: Int64, offset: Int64, length: UInt32, file: UInt32,
    rawBy: UInt32, influencers: Influencers
  ) {
    self.priority = priority
    self.isOfValue = isOfValue
    self.time = time
    self.offset = offset
    self.length = length
    self.file = file
    self.rawBy = rawBy
    self.influencers = influencers
  }

  /// Room for eight symbols without an allocation.
  public struct Influencers: Sendable {
    private var symbols: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) =
      (0, 0, 0, 0, 0, 0, 0, 0)
    public static let capacity = 8
    public init() {}

    public subscript(index: Int) -> UInt32 {
      get {
        precondition(index < Self.capacity, "at most eight influencers")
        return withUnsafeBytes(of: symbols) { $0.load(fromByteOffset: index * 4, as: UInt32.self) }
      }
      set {
        precondition(index < Self.capacity, "at most eight influencers")
        withUnsafeMutableBytes(of: &symbols) {
          $0.storeBytes(of: newValue, toByteOffset: index * 4, as: UInt32.self)
        }
      }
    }
  }
}
