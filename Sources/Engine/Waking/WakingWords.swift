import HarrierScoring

/// What records say of a detector's first events.
enum WakingWords {
  /// `the first of its kind in 15 days of such logs: powershell.exe by WS-07`, or `such a thing on 2 of 15 days of such logs,
  /// and never this: …`
  static func sentence(_ silence: Silence, _ record: Record) -> String {
    let span = Wording.span(seconds: silence.seconds)
    return
      (silence.days == 0
      ? "the first of its kind in \(span) of such logs"
      : "such a thing on \(silence.days) day\(silence.days == 1 ? "" : "s") only in \(span) of such logs, and never this")
      + subject(record)
  }

  /// `such a thing only here in 21 days of such logs: powershell.exe by WS-07`, or `such a thing on 3 days only in 21 days of
  /// such logs, this on one of them: …`
  static func inHindsight(_ silence: Silence, _ record: Record) -> String {
    let span = Wording.span(seconds: silence.seconds)
    return
      (silence.days == 0
      ? "such a thing only here in \(span) of such logs"
      : "such a thing on \(silence.days + 1) days only in \(span) of such logs, this on one of them")
      + subject(record)
  }

  private static func subject(_ record: Record) -> String {
    let named = [record.by, record.over, record.partition].compactMap { $0?.value }.map(Wording.value)
    let more = record.causes.isEmpty ? "" : " and \(record.causes.count) more"
    return named.isEmpty ? "" : ": \(named.joined(separator: " by "))\(more)"
  }
}
