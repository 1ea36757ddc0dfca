/// What a bucket is judged by.
public enum HuntMode: String, Sendable, CaseIterable {
  /// By what came before it: the only mode that goes on from saved state, and that promises return periods over time.
  case live
  /// By all other buckets, before and after: for finished logs, whose incident may have no quiet past.
  case hindsight
}
