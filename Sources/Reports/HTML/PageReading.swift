import HarrierResults

/// What was read: files, formats, speed, and what was passed over and why.
enum PageReading {
  static func markup(_ summary: RunSummary) -> Markup {
    """
    <section id="reading">
    <h2>What was read</h2>
    <dl class="facts">\(facts(summary).map { name, text in "<div><dt>\(name)</dt><dd>\(text)</dd></div>" })</dl>
    \(rejected(summary.rejected))
    \(files(summary.files))
    </section>
    """
  }

  private static func facts(_ summary: RunSummary) -> [(String, String)] {
    var facts = [
      ("Files", NumberText.count(summary.filesRead)), ("Events", NumberText.count(summary.eventsRead)),
      ("Size", NumberText.bytes(summary.bytesRead)),
    ]
    if summary.wallSeconds > 0 {
      let rate = Int((Double(summary.eventsRead) / summary.wallSeconds).rounded())
      facts.append(("Time", "\(NumberText.value(summary.wallSeconds)) s, \(NumberText.count(rate)) events/s"))
    }
    facts.append(("Threads", NumberText.count(summary.threads)))
    facts.append(("Late events", NumberText.count(summary.lateEvents)))
    facts.append(("Mode", VisibleText.line(summary.mode)))
    if let budget = summary.budgetPerDay {
      let score = summary.budgetScore.map { ", a score of \(NumberText.score($0))" } ?? ""
      facts.append(("Alert budget", "\(NumberText.value(budget)) a day\(score)"))
    }
    if !summary.version.isEmpty { facts.append(("Version", VisibleText.line(summary.version))) }
    return facts
  }

  private static func rejected(_ reasons: [RunSummary.RejectedReason]) -> Markup {
    guard !reasons.isEmpty else { return "<p>Every line was understood.</p>" }
    let rows: [Markup] = reasons.sorted { $0.count > $1.count }.map { reason in
      let samples: [Markup] = reason.samples.prefix(5).map { "<code>\(VisibleText.line($0))</code>" }
      return """
        <tr><th scope="row">\(VisibleText.line(reason.reason))</th>\
        <td class="number">\(NumberText.count(reason.count))</td><td>\(samples)</td></tr>

        """
    }
    return """
      <h3>Lines passed over</h3>
      <div class="scroll" tabindex="0" role="region" aria-label="Lines passed over"><table>
      <thead><tr><th scope="col">Reason</th><th scope="col" class="number">Lines</th>\
      <th scope="col">Samples</th></tr></thead><tbody>\(rows)</tbody></table></div>
      """
  }

  /// Files with a problem first, then as they were read; not more than a page can hold.
  private static func files(_ files: [RunSummary.FileSummary]) -> Markup {
    guard !files.isEmpty else { return "" }
    let sorted = files.filter { $0.problem != nil } + files.filter { $0.problem == nil }
    let rows: [Markup] = sorted.prefix(200).map { file in
      let problem: Markup = file.problem.map { #"<span class="field">\#(VisibleText.line($0))</span>"# } ?? ""
      return """
        <tr><th scope="row">\(VisibleText.line(file.path))\(problem)</th><td>\(VisibleText.line(file.format))</td>\
        <td class="number">\(NumberText.count(file.events))</td><td class="number">\(NumberText.bytes(file.bytes))</td>\
        <td class="number">\(NumberText.count(file.rejected))</td></tr>

        """
    }
    let rest: Markup = files.count > 200 ? "<p>and \(NumberText.count(files.count - 200)) more</p>" : ""
    return """
      <details\(PageCoverage.openness(files.count))><summary>Files (\(files.count))</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Files"><table>
      <thead><tr><th scope="col">File</th><th scope="col">Format</th><th scope="col" class="number">Events</th>\
      <th scope="col" class="number">Size</th><th scope="col" class="number">Passed over</th></tr></thead>
      <tbody>\(rows)</tbody></table></div>\(rest)</details>
      """
  }
}
