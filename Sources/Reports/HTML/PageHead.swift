import HarrierResults
import HarrierScoring

/// The headline: how many findings of which severity, in what period, from how much data.
enum PageHead {
  static func markup(records: [Record], summary: RunSummary) -> Markup {
    """
    <header>
    <p class="brand">Harrier</p>
    <h1>\(NumberText.count(records.count, "finding"))</h1>
    <ul class="tally">\(tally(records))</ul>
    <p class="facts">\(facts(summary))</p>
    </header>
    """
  }

  private static func tally(_ records: [Record]) -> [Markup] {
    SeverityCounts.counts(records).map { severity, count in
      """
      <li>\(SeverityMark.markup(severity, isMultiBucket: false))\
      <strong>\(NumberText.count(count))</strong> \(severity.rawValue)</li>
      """
    }
  }

  private static func facts(_ summary: RunSummary) -> String {
    var facts: [String] = []
    if let first = summary.firstEvent, let last = summary.lastEvent {
      facts.append("\(TimeText.minute(iso8601: first)) to \(TimeText.minute(iso8601: last)) UTC")
    }
    if let window = WindowText.sentence(summary) { facts.append(window) }
    facts.append("\(NumberText.count(summary.eventsRead, "event")) read")
    facts.append(NumberText.bytes(summary.bytesRead))
    facts.append(NumberText.count(summary.filesRead, "file"))
    facts.append("\(NumberText.count(summary.jobsRun.count, "job")) ran")
    if summary.alertCount > 0 { facts.append(NumberText.count(summary.alertCount, "alert")) }
    return facts.joined(separator: " · ")
  }
}

/// A severity's dot, or a cross where the run of buckets is stranger than this one.
enum SeverityMark {
  static func markup(_ severity: Severity, isMultiBucket: Bool) -> Markup {
    let shape: Markup =
      isMultiBucket
      ? #"<path d="M4.5 1h3v3.5h3.5v3h-3.5v3.5h-3v-3.5h-3.5v-3h3.5z"/>"#
      : #"<circle cx="6" cy="6" r="5"/>"#
    return
      #"<svg class="mark \#(severity.rawValue)" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">\#(shape)</svg>"#
  }
}
