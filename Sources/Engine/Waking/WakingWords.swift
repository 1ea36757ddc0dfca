import HarrierScoring

/// What records say of a detector's first event.
enum WakingWords {
  /// `the first of its kind in 15 days of such logs: powershell.exe by WS-07`
  static func sentence(_ silence: Silence, _ record: Record) -> String {
    "the first of its kind in \(Wording.span(seconds: silence.seconds)) of such logs" + subject(record)
  }

  /// `such a thing only here in 21 days of such logs: powershell.exe by WS-07`
  static func inHindsight(_ silence: Silence, _ record: Record) -> String {
    "such a thing only here in \(Wording.span(seconds: silence.seconds)) of such logs" + subject(record)
  }

  private static func subject(_ record: Record) -> String {
    let named = [record.by, record.over, record.partition].compactMap { $0?.value }.map(Wording.value)
    let more = record.causes.isEmpty ? "" : " and \(record.causes.count) more"
    return named.isEmpty ? "" : ": \(named.joined(separator: " by "))\(more)"
  }
}
