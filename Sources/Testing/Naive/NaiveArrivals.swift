import HarrierModels

extension Naive {
  /// `Arrivals` from the list of all sightings.
  public struct Arrivals {
    private var sightings: [HarrierModels.Arrivals.Sighting] = []
    public init() {}

    public mutating func take(_ more: [HarrierModels.Arrivals.Sighting]) { sightings += more }

    private func first(_ hash: UInt64, _ kind: EntityKind) -> Int64? {
      sightings.filter { $0.hash == hash && $0.kind == kind }.map(\.seconds).min()
    }

    public func company(of hash: UInt64, _ kind: EntityKind, at seconds: Int64) -> Int? {
      func isNew(_ hash: UInt64) -> Bool {
        first(hash, kind).map { (seconds - 86_400 + 1...seconds).contains($0) } ?? false
      }
      let oldest = sightings.filter { $0.kind == kind }.map(\.seconds).min()
      guard let oldest, oldest + 604_800 <= seconds, isNew(hash) else { return nil }
      return Set(sightings.filter { $0.kind == kind }.map(\.hash)).count { $0 != hash && isNew($0) }
    }
  }
}
