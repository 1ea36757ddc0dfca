#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// Forgetting on event time without touching what is forgotten: instead of shrinking every old weight, a
/// new one counts for more.
///
/// One presence in bucket t weighs 2^((t − epoch) / halfLife). Ratios of weights, which is all a model asks
/// for, are those of exponential forgetting. When the unit passes 2⁸ everything is divided by 2⁸, which is exact.
public struct Inflation: Sendable, StateCodable {
  public let halfLifeBuckets: Int64
  public private(set) var epoch: Int64

  public init(halfLifeBuckets: Int64, epoch: Int64) {
    self.halfLifeBuckets = max(1, halfLifeBuckets)
    self.epoch = epoch
  }

  /// What one presence in that bucket weighs.
  public func unit(at bucket: Int64) -> Double {
    exp2(Double(bucket - epoch) / Double(halfLifeBuckets))
  }

  /// Whether all weights are to be multiplied by ``rescaleFactor`` now; moves the epoch if so.
  public mutating func rescales(at bucket: Int64) -> Bool {
    guard bucket - epoch > 8 * halfLifeBuckets else { return false }
    epoch += 8 * halfLifeBuckets
    return true
  }
  public static let rescaleFactor = 1.0 / 256

  public func encode(to writer: inout StateWriter) {
    writer.write(Int(halfLifeBuckets))
    writer.write(Int(epoch))
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    halfLifeBuckets = Int64(try reader.readInt())
    epoch = Int64(try reader.readInt())
  }
}
