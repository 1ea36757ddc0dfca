import HarrierEvents
import HarrierResults
import HarrierScoring

/// One page that holds everything: it asks the network for nothing, reads without scripts, and prints.
///
/// With scripts the table sorts, filters and opens a finding's reasons and raw events. What logs say is
/// escaped where it is markup and set as text where it is script; the page's policy forbids any script but
/// its own.
public enum HTMLReport {
  /// Stories in the page; the files have all findings. More make a page that is slow to open.
  public static let maximumRows = 500

  /// - Parameter records: ranked (`Ranking.findings(_:)`).
  /// - Parameter jobs: by id; a job that is not here shows its id alone.
  /// - Parameter rawEvents: by the record's index in `records`.
  /// - Parameter annotations: what changed for good, and what came too late.
  /// - Parameter categories: what the jobs' messages were sorted into.
  /// - Parameter summary: of the run.
  public static func render(
    records: [Record], jobs: [String: JobInfo], rawEvents: [Int: [RawEvent]],
    annotations: [Annotation] = [], categories: [CategoryDefinition] = [], summary: RunSummary
  ) -> String {
    let stories = Story.told(by: records)
    let shown = stories.prefix(maximumRows).map { PageStory($0, records) }
    let data = PageData.json(stories: shown, jobs: jobs, rawEvents: rawEvents)
    let body: Markup = """
      <a class="skip" href="#findings">To the findings</a>
      \(PageHead.markup(records: records, summary: summary))
      <main>
      \(PageFindings.markup(stories: shown, total: stories.count, jobs: jobs))
      \(PageAnnotations.markup(annotations))
      \(PageCategories.markup(categories))
      \(PageCoverage.markup(summary))
      \(PageReading.markup(summary))
      \(PageScores.markup)
      </main>
      <script type="application/json" id="data">\(Markup.trusted(data))</script>
      <script>\(Markup.trusted(PageAssets.script))</script>
      """
    return PageFrame(
      title: NumberText.count(records.count, "finding"), style: PageAssets.style, script: PageAssets.script,
      body: body
    ).html
  }
}
