import HarrierResults

/// What a hunt says of the time that it was asked for.
enum WindowText {
  /// `Asked for from 2026-01-10 00:00 UTC: 3 events were outside`; nil where all of the time was.
  static func sentence(_ summary: RunSummary) -> String? {
    let parts = [("from", summary.windowFrom), ("to", summary.windowTo)].compactMap { word, time in
      time.map { "\(word) \(TimeText.minute(iso8601: $0))" }
    }
    guard !parts.isEmpty else { return nil }
    let outside = summary.eventsOutside ?? 0
    let count = outside == 0 ? "no event" : NumberText.count(outside, "event")
    return "Asked for \(parts.joined(separator: " ")) UTC: \(count) \(outside > 1 ? "were" : "was") outside"
  }
}
