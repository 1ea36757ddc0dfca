import Foundation

extension Naive {
  /// `CommonCause` from the list of all sightings, none forgotten.
  public struct CommonCause {
    private var noted: [(key: UInt64, seconds: Int64)] = []
    public init() {}

    public mutating func note(_ key: UInt64, at seconds: Int64) { noted.append((key, seconds)) }

    public func company(of key: UInt64, at seconds: Int64) -> Double {
      let others = Dictionary(grouping: noted.filter { $0.key != key }, by: \.key)
      return others.values.reduce(0) { $0 + pow(0.5, Double(seconds - $1.last!.seconds) / 21_600) }
    }
  }
}
