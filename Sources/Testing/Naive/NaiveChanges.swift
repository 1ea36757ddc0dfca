extension Naive {
  /// `ChangeWatch`, worked out anew from the whole history at every bucket.
  public struct Changes {
    public struct Bucket {
      public var residual: Double
      public var isLater: Double?
      public var isEarlier: Double?
      public init(residual: Double, isLater: Double? = nil, isEarlier: Double? = nil) {
        self.residual = residual
        self.isLater = isLater
        self.isEarlier = isEarlier
      }
    }

    private var history: [Bucket] = []
    private let halfDay: Int
    private let isOld: Bool

    public init(bucketSeconds: Int64, isOld: Bool) {
      halfDay = max(12, Int(43_200 / bucketSeconds))
      self.isOld = isOld
    }

    /// What has changed by this bucket: its kind, and since how many buckets.
    public mutating func take(_ bucket: Bucket) -> (kind: String, buckets: Int)? {
      history.append(bucket)
      let change = time() ?? level() ?? (isOld ? scale() : nil)
      if change != nil { history = [] }
      return change
    }

    /// The height of a cumulative sum, and where it was last no more than chance.
    private func sum(_ steps: [Double], bound: Double) -> (height: Double, since: Int) {
      var (height, since) = (0.0, steps.count)
      for (index, step) in steps.enumerated() {
        let next = max(0, height + step)
        if next < 2 { since = steps.count } else { since = min(since, index) }
        height = min(next, 1.25 * bound)
      }
      return (height, since)
    }

    private var residuals: [Double] { history.map { min(max($0.residual, -4), 4) } }

    /// Half the squared differences of neighbours; nothing is known of the first.
    private var differences: [Double] {
      let z = residuals
      return zip(z.dropFirst(), z).map { ($0 - $1) * ($0 - $1) / 2 }
    }

    private func level() -> (kind: String, buckets: Int)? {
      let z = residuals
      let recent = z.reduce(0) { $0 + 0.25 * ($1 - $0) }
      for sign in [1.0, -1] {
        let steps = z.map { sign * $0 - 0.5 }
        let (height, since) = sum(steps, bound: 16)
        let count = steps.count - since
        let support = steps[since...].count { $0 > 0 }
        let total = history[since...].reduce(0) { $0 + min(max($1.residual, -50), 50) }
        let rough = ([1] + differences)[since...].reduce(0, +)
        let errors = abs(total) / max(Double(count), rough).squareRoot()
        if height > 16, support >= halfDay, sign * recent > 1, errors > 5 { return ("level_shift", count) }
      }
      return nil
    }

    private func scale() -> (kind: String, buckets: Int)? {
      for steps in [differences.map { (0.75 * $0 - 1.3863) / 2 }, differences.map { (1.3863 - 3 * $0) / 2 }] {
        let (height, since) = sum(steps, bound: 20)
        if height > 20, steps.count - since >= 14 * halfDay { return ("scale_change", steps.count - since) }
      }
      return nil
    }

    private func time() -> (kind: String, buckets: Int)? {
      guard history.last?.isLater != nil else { return nil }
      for gain in [history.compactMap(\.isLater), history.compactMap(\.isEarlier)] {
        let steps = gain.map { min(max($0, -8), 8) }
        let (height, since) = sum(steps, bound: 16)
        if height > 16, steps.count - since >= 2 * halfDay { return ("time_shift", steps.count - since) }
      }
      return nil
    }
  }
}
