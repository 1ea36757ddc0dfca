import HarrierResults
import HarrierScoring

/// What `hunt` prints at its end: what was read, which jobs ran and which could not, and the findings.
public struct TerminalReport: Sendable {
  /// Columns of the terminal.
  public var width: Int
  /// Whether escape sequences for colour are wanted; without, there is not one in the text.
  public var color: Bool
  /// Stories to list: findings of one thing are one.
  public var limit: Int

  public init(width: Int = 120, color: Bool = false, limit: Int = 20) {
    self.width = max(40, width)
    self.color = color
    self.limit = max(0, limit)
  }

  /// - Parameter records: ranked (`Ranking.findings(_:)`).
  /// - Parameter summary: of the run.
  /// - Parameter reportPath: where the page lies, if one was written.
  public func render(records: [Record], summary: RunSummary, reportPath: String? = nil) -> String {
    var blocks = [read(summary), rejected(summary), jobs(summary), notes(summary)]
    blocks.append(findings(records, alerts: summary.alertCount))
    if let reportPath { blocks.append(["Report: \(VisibleText.line(reportPath))"]) }
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  /// The findings alone, of one hunt or of several.
  ///
  /// - Parameter records: ranked (`Ranking.findings(_:)`).
  public func render(findings records: [Record]) -> String {
    findings(records, alerts: 0).joined(separator: "\n") + "\n"
  }

  // MARK: What was read

  private func read(_ summary: RunSummary) -> [String] {
    var text =
      "Read \(NumberText.count(summary.filesRead, "file")), \(NumberText.count(summary.eventsRead, "event")), "
      + NumberText.bytes(summary.bytesRead)
    if summary.wallSeconds > 0 {
      let rate = Int((Double(summary.eventsRead) / summary.wallSeconds).rounded())
      text += " in \(NumberText.value(summary.wallSeconds)) s (\(NumberText.count(rate)) events/s)"
    }
    var lines = wrapped(text)
    if let first = summary.firstEvent, let last = summary.lastEvent {
      lines += wrapped(
        "Events from \(TimeText.minute(iso8601: first)) to \(TimeText.minute(iso8601: last)) UTC, judged "
          + (summary.mode == "hindsight" ? "in hindsight: by all of their time" : "live: by what came before")
      )
    }
    if let window = WindowText.sentence(summary) { lines += wrapped(window) }
    if summary.lateEvents > 0 {
      lines += wrapped("\(NumberText.count(summary.lateEvents, "event")) came too late for their bucket")
    }
    return lines
  }

  private func rejected(_ summary: RunSummary) -> [String] {
    var lines: [String] = []
    let total = summary.rejected.reduce(0) { $0 + $1.count }
    if total > 0 { lines.append("Passed over \(NumberText.count(total, "line")):") }
    for reason in summary.rejected.sorted(by: { $0.count > $1.count }) {
      lines.append(cut("  \(NumberText.count(reason.count)) × \(VisibleText.line(reason.reason))"))
      lines += reason.samples.prefix(3).map { cut("      \(VisibleText.line($0))") }
    }
    let unread = UnreadFiles(summary.files).groups
    if !unread.isEmpty { lines.append("Not read, or not to the end:") }
    for group in unread.prefix(Self.unreadShown) {
      lines += wrapped("  \(VisibleText.line(group.path)): \(VisibleText.line(group.problem))")
      if group.others > 0 {
        lines.append("      and \(NumberText.count(group.others, "file")) like it in the same folder")
      }
    }
    let rest = unread.dropFirst(Self.unreadShown).reduce(0) { $0 + 1 + $1.others }
    if rest > 0 { lines.append("  and \(NumberText.count(rest, "other file"))") }
    return lines
  }

  // MARK: Jobs

  private func jobs(_ summary: RunSummary) -> [String] {
    var lines: [String] = []
    if summary.jobsRun.isEmpty {
      lines.append("No job ran.")
    } else {
      let counted = summary.jobsRun.sorted { ($0.records, $1.id) > ($1.records, $0.id) }
      let names = counted.prefix(12).map { "\(VisibleText.line($0.id)) (\(NumberText.count($0.records)))" }
      let more = counted.count > 12 ? " and \(counted.count - 12) more" : ""
      lines += wrapped(
        "\(NumberText.count(counted.count, "job")) ran (records): \(names.joined(separator: ", "))\(more)")
    }
    guard !summary.jobsSkipped.isEmpty else { return lines }
    lines.append("\(NumberText.count(summary.jobsSkipped.count, "job")) could not run:")
    let reasons = Self.reasons(summary.jobsSkipped)
    for (reason, names) in reasons.prefix(Self.reasonsShown) {
      let more = names.count > Self.namesShown ? " and \(names.count - Self.namesShown) more" : ""
      lines.append(cut("  \(reason): \(names.prefix(Self.namesShown).joined(separator: ", "))\(more)"))
    }
    let rest = reasons.dropFirst(Self.reasonsShown).reduce(0) { $0 + $1.1.count }
    if rest > 0 {
      lines += wrapped("  and \(NumberText.count(rest, "job")) for other reasons; --out keeps them all")
    }
    return lines
  }

  private static let reasonsShown = 8
  private static let unreadShown = 10
  private static let namesShown = 4

  /// Jobs by what they lack: what most lack first, then in the order of the first of each.
  private static func reasons(_ jobs: [RunSummary.JobSkipped]) -> [(String, [String])] {
    var order: [String] = []
    var names: [String: [String]] = [:]
    for job in jobs {
      let reason = missing(job)
      if names[reason] == nil { order.append(reason) }
      names[reason, default: []].append(VisibleText.line(job.id))
    }
    let all = order.map { ($0, names[$0] ?? []) }
    return all.enumerated().sorted { ($1.element.1.count, $0.offset) < ($0.element.1.count, $1.offset) }
      .map(\.element)
  }

  static func missing(_ job: RunSummary.JobSkipped) -> String {
    job.missingFields.isEmpty
      ? VisibleText.line(job.reason)
      : "no " + job.missingFields.map { VisibleText.line($0) }.joined(separator: ", ")
  }

  private func notes(_ summary: RunSummary) -> [String] {
    summary.notes.flatMap { wrapped("Note: \(VisibleText.line($0))") }
  }

  // MARK: Findings

  private func findings(_ records: [Record], alerts: Int) -> [String] {
    guard !records.isEmpty else { return ["No findings."] }
    let stories = Story.told(by: records)
    var title = "\(NumberText.count(records.count, "finding")): \(SeverityCounts.text(records))"
    if stories.count < records.count {
      title += "; \(NumberText.count(stories.count, "row"))"
    }
    if alerts > 0 { title += "; \(NumberText.count(alerts, "alert"))" }
    let shown = stories.prefix(limit)
    var lines = wrapped(title).map { color ? TerminalColor.bold($0) : $0 }
    if !shown.isEmpty {
      let rows = shown.map { FindingRow(records[$0.leader], score: $0.evidence.score) }
      lines += [""] + table(rows, shown.map { alsoTold($0, records) })
    }
    if stories.count > shown.count {
      lines.append("… and \(NumberText.count(stories.count - shown.count)) more")
    }
    return lines
  }

  /// One line a story where there is room for all; otherwise the sentence goes below the line.
  private func table(_ rows: [FindingRow], _ also: [[String]]) -> [String] {
    let whole = FindingTable.make(rows, color: color, describes: true)
    let fits = whole.naturalWidth <= width
    let table = fits ? whole : FindingTable.make(rows, color: color, describes: false)
    let lines = table.lines(width: width)
    return [lines[0]]
      + zip(lines.dropFirst(), zip(rows, also)).flatMap { line, below in
        [line] + (fits ? [] : self.below(below.0)) + below.1
      }
  }

  private func below(_ row: FindingRow) -> [String] {
    row.description.isEmpty
      ? [] : DisplayWidth.wrap(row.description, to: width - 4).prefix(3).map { "    " + $0 }
  }

  /// The other jobs of a story, each once with its best score, and that of the strangest where the row has a higher one.
  private func alsoTold(_ story: Story, _ records: [Record]) -> [String] {
    var jobs: [String] = [records[story.leader].jobID]
    var words: [String] = []
    for index in story.others where !jobs.contains(records[index].jobID) {
      jobs.append(records[index].jobID)
      words.append(
        "\(VisibleText.line(records[index].jobID)) \(NumberText.score(records[index].recordScore))")
    }
    let more = words.count > Self.othersShown ? " and \(words.count - Self.othersShown) more" : ""
    let own = NumberText.score(records[story.leader].scoreAlone)
    let parts = [
      own == NumberText.score(story.evidence.score) ? "" : "\(own) alone",
      words.isEmpty ? "" : "also: \(words.prefix(Self.othersShown).joined(separator: ", "))\(more)",
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? [] : [cut("    " + parts.joined(separator: "; "))]
  }

  private static let othersShown = 4

  private func wrapped(_ text: String) -> [String] {
    let indent = String(text.prefix { $0 == " " })
    let lines = DisplayWidth.wrap(text, to: width - indent.count, indent: "  ")
    return lines.map { indent + $0 }
  }

  private func cut(_ text: String) -> String { DisplayWidth.truncate(text, to: width) }
}
