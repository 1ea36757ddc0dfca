/// Which of a detector's looks a finding was: what its surprisal is compared with, when it is found and later.
struct LookOrigin: Sendable, Hashable {
  enum Kind: Int, Sendable, CaseIterable {
    case bucket
    /// The key's last buckets together.
    case run
    /// A partition or key never seen before.
    case newPartition
    /// The detector's first event.
    case waking
  }

  var kind = Kind.bucket
  /// Which of several numbers of a bucket, where a function judges several.
  var statistic = 0

  /// For a checkpoint.
  var code: Int { statistic * Kind.allCases.count + kind.rawValue }

  init(kind: Kind = .bucket) { self.kind = kind }

  /// Nil for what no origin has written.
  init?(code: Int) {
    guard (0..<3 * Kind.allCases.count).contains(code) else { return nil }
    kind = Kind(rawValue: code % Kind.allCases.count)!
    statistic = code / Kind.allCases.count
  }
}
