import HarrierScoring

/// The order in which a person reads findings: the strangest first.
public enum Ranking {
  /// Score descending, then return period, then surprisal (both descending: scores meet at 100), then time,
  /// then job and keys.
  public static func findings(_ records: [Record]) -> [Record] { records.sorted(by: ranksAbove) }

  static func ranksAbove(_ a: Record, _ b: Record) -> Bool {
    if a.recordScore != b.recordScore { return a.recordScore > b.recordScore }
    if a.scoredPeriodSeconds != b.scoredPeriodSeconds {
      return a.scoredPeriodSeconds > b.scoredPeriodSeconds
    }
    if a.surprisal != b.surprisal { return a.surprisal > b.surprisal }
    if a.timestamp != b.timestamp { return a.timestamp < b.timestamp }
    return a.precedesByKeys(b)
  }
}
