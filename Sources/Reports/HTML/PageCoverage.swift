import HarrierResults

/// What was looked for: jobs that ran, and jobs that could not and what they lack.
enum PageCoverage {
  static func markup(_ summary: RunSummary) -> Markup {
    """
    <section id="coverage">
    <h2>Coverage</h2>
    <p>\(NumberText.count(summary.jobsRun.count, "job")) ran, \
    \(NumberText.count(summary.jobsSkipped.count, "job")) could not.</p>
    \(notes(summary.notes))
    \(ran(summary.jobsRun))
    \(skipped(summary.jobsSkipped))
    </section>
    """
  }

  private static func notes(_ notes: [String]) -> Markup {
    guard !notes.isEmpty else { return "" }
    let items: [Markup] = notes.map { "<li>\(VisibleText.line($0))</li>" }
    return #"<ul class="notes">\#(items)</ul>"#
  }

  private static func ran(_ jobs: [RunSummary.JobRun]) -> Markup {
    guard !jobs.isEmpty else { return "" }
    let rows: [Markup] = jobs.map { job in
      """
      <tr><th scope="row">\(VisibleText.line(job.id))<span class="field">\(VisibleText.line(job.title))\
      </span></th><td>\(VisibleText.line(job.pack))</td>\
      <td>\(VisibleText.line(job.attack.joined(separator: ", ")))</td>\
      <td class="number">\(NumberText.count(job.events))</td><td class="number">\(NumberText.count(job.buckets))</td>\
      <td class="number">\(NumberText.count(job.keys))</td><td class="number">\(NumberText.count(job.records))</td></tr>

      """
    }
    return """
      <details\(openness(jobs.count))><summary>Jobs that ran (\(jobs.count))</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Jobs that ran"><table>
      <thead><tr><th scope="col">Job</th><th scope="col">Pack</th><th scope="col">ATT&amp;CK</th>\
      <th scope="col" class="number">Events</th><th scope="col" class="number">Buckets</th>\
      <th scope="col" class="number">Keys</th><th scope="col" class="number">Records</th></tr></thead>
      <tbody>\(rows)</tbody></table></div></details>
      """
  }

  private static func skipped(_ jobs: [RunSummary.JobSkipped]) -> Markup {
    guard !jobs.isEmpty else { return "" }
    let rows: [Markup] = jobs.map { job in
      """
      <tr><th scope="row">\(VisibleText.line(job.id))<span class="field">\(VisibleText.line(job.title))\
      </span></th><td>\(VisibleText.line(job.missingFields.joined(separator: ", ")))</td>\
      <td>\(VisibleText.line(job.reason))</td></tr>

      """
    }
    return """
      <details\(openness(jobs.count))><summary>Jobs that could not run (\(jobs.count))</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Jobs that could not run"><table>
      <thead><tr><th scope="col">Job</th><th scope="col">Missing fields</th><th scope="col">Why</th></tr></thead>
      <tbody>\(rows)</tbody></table></div></details>
      """
  }

  /// Short lists stand open.
  static func openness(_ count: Int) -> Markup { count <= 12 ? " open" : "" }
}
