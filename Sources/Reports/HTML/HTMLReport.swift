import HarrierEvents
import HarrierResults
import HarrierScoring

/// One page that holds everything: it asks the network for nothing, reads without scripts, and prints.
///
/// With scripts the table sorts, filters and opens a finding's reasons and raw events. What logs say is
/// escaped where it is markup and set as text where it is script; the page's policy forbids any script but
/// its own.
public enum HTMLReport {
  /// Findings in the page; the files have them all. More make a page that is slow to open.
  public static let maximumRows = 500

  /// - Parameter records: ranked (``Ranking/findings(_:)``).
  /// - Parameter jobs: by id; a job that is not here shows its id alone.
  /// - Parameter rawEvents: by the record's index in `records`.
  public static func render(
    records: [Record], jobs: [String: JobInfo], rawEvents: [Int: [RawEvent]], summary: RunSummary
  ) -> String {
    let shown = Array(records.prefix(maximumRows))
    let data = PageData.json(records: shown, jobs: jobs, rawEvents: rawEvents)
    let page: Markup = """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(policy)">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      <title>Harrier: \(NumberText.count(records.count, "finding"))</title>
      <style>\(Markup.trusted(PageAssets.style))</style>
      </head>
      <body>
      <a class="skip" href="#findings">To the findings</a>
      \(PageHead.markup(records: records, summary: summary))
      <main>
      \(PageFindings.markup(records: shown, total: records.count, jobs: jobs))
      \(PageCoverage.markup(summary))
      \(PageReading.markup(summary))
      \(PageScores.markup)
      </main>
      <script type="application/json" id="data">\(Markup.trusted(data))</script>
      <script>\(Markup.trusted(PageAssets.script))</script>
      </body>
      </html>

      """
    return page.html
  }

  private static var policy: Markup {
    let style = SHA256.base64(PageAssets.style)
    let script = SHA256.base64(PageAssets.script)
    return .trusted(
      "default-src 'none'; style-src 'sha256-\(style)'; script-src 'sha256-\(script)'; img-src data:; "
        + "base-uri 'none'; form-action 'none'")
  }
}
