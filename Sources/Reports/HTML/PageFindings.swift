import HarrierResults
import HarrierScoring

/// The table of findings, readable without a script.
enum PageFindings {
  /// Values of influencers in a row; the opened finding shows them all.
  static let influencesShown = 4

  static func markup(stories: [PageStory], total: Int, jobs: [String: JobInfo]) -> Markup {
    let rows = stories.map(\.row)
    guard !rows.isEmpty else {
      return """
        <section id="findings"><h2>Findings</h2>
        <p>Nothing was strange enough to name. The coverage below says what was looked for.</p></section>
        """
    }
    let columns = Column.all.filter { column in rows.contains { !column.isEmpty($0) } }
    return """
      <section id="findings" tabindex="-1">
      <h2>Findings</h2>
      \(cap(shown: rows.count, total: total))
      \(PageFilters.markup(stories: stories))
      <table class="findings" role="table">
      <caption class="quiet">The strangest first; findings about the same events, or one host or person within an hour (a day of somebody new), are one row. Times are UTC.</caption>
      <thead role="rowgroup"><tr role="row">
      <th role="columnheader" scope="col" class="open"><span class="quiet">Reasons</span></th>
      \(columns.map(head))
      </tr></thead>
      \(stories.enumerated().map { index, story in body(story, index, columns, jobs) })
      </table>
      <p class="quiet" id="nothing" hidden>No finding passes the filters.</p>
      </section>
      """
  }

  private static func cap(shown: Int, total: Int) -> Markup {
    guard total > shown else { return "" }
    return """
      <p class="notice">This page holds the \(NumberText.count(shown)) strangest of \
      \(NumberText.count(total)) rows; records.ndjson and harrier.sqlite beside it hold them all.</p>
      """
  }

  private static func head(_ column: Column) -> Markup {
    let sort: Markup = column.name == "severity" ? #" aria-sort="descending""# : ""
    return
      #"<th role="columnheader" scope="col" class="\#(column.name)" data-column="\#(column.name)"\#(sort)>\#(column.title)</th>"#
  }

  private static func body(
    _ story: PageStory, _ index: Int, _ columns: [Column], _ jobs: [String: JobInfo]
  ) -> Markup {
    let cells: [Markup] = columns.map { column in
      let also = column.name == "job" ? others(story) : ""
      return
        #"<td role="cell" class="\#(column.name)" data-label="\#(column.title)">\#(column.cell(story.row, jobs))\#(also)</td>"#
    }
    return """
      <tbody role="rowgroup" class="finding" data-index="\(index)"><tr role="row">
      <td role="cell" class="open"></td>\(cells)
      </tr></tbody>

      """
  }
}

extension PageFindings {
  private static func others(_ story: PageStory) -> Markup {
    let count = Set(story.jobs).count - 1
    guard count > 0 else { return "" }
    return #" <span class="quiet also">and \#(NumberText.count(count, "other job"))</span>"#
  }

  /// A column: hidden where no row has anything in it.
  struct Column: Sendable {
    let name: String
    let title: String
    let isEmpty: @Sendable (FindingRow) -> Bool
    let cell: @Sendable (FindingRow, [String: JobInfo]) -> Markup

    static let all: [Column] = [
      Column(name: "time", title: "Time", isEmpty: \.time.isEmpty) { row, _ in "\(row.time)" },
      Column(name: "severity", title: "Severity", isEmpty: { _ in false }) { row, _ in severity(row) },
      Column(name: "detector", title: "Detector", isEmpty: \.detector.isEmpty) { row, _ in
        "\(Markup.breakable(row.detector))"
      },
      Column(name: "found", title: "Found for", isEmpty: \.foundFor.isEmpty) { row, _ in found(row) },
      Column(name: "influenced", title: "Influenced by", isEmpty: \.influencedBy.isEmpty) { row, _ in
        influenced(row)
      },
      Column(name: "actual", title: "Actual", isEmpty: \.actual.isEmpty) { row, _ in "\(row.actual)" },
      Column(name: "typical", title: "Typical", isEmpty: \.typical.isEmpty) { row, _ in "\(row.typical)" },
      Column(name: "description", title: "Description", isEmpty: \.description.isEmpty) { row, _ in
        "\(row.description)"
      },
      Column(name: "job", title: "Job", isEmpty: \.job.isEmpty) { row, jobs in job(row, jobs) },
    ]

    private static func severity(_ row: FindingRow) -> Markup {
      let run: Markup =
        row.isMultiBucket ? #" <span class="quiet run">over several buckets</span>"# : ""
      return """
        \(SeverityMark.markup(row.severity, isMultiBucket: row.isMultiBucket))\
        <strong>\(row.score)</strong> <span class="quiet">\(row.severity.rawValue)</span>\(run)
        """
    }

    private static func found(_ row: FindingRow) -> Markup {
      "\(row.foundFor.map(pair))"
    }

    private static func influenced(_ row: FindingRow) -> Markup {
      let shown = row.influencedBy.prefix(influencesShown)
      let items: [Markup] = shown.enumerated().map { index, influence in
        #"<li data-influence="\#(index)">\#(pair(influence))</li>"#
      }
      let more = row.influencedBy.count - shown.count
      let rest: Markup = more > 0 ? #"<li class="quiet">and \#(more) more</li>"# : ""
      return #"<ul class="influences">\#(items)\#(rest)</ul>"#
    }

    private static func pair(_ influence: FindingRow.Influence) -> Markup {
      """
      <span class="pair"><span class="value">\(Markup.breakable(influence.value))</span> \
      <span class="field">\(Markup.breakable(influence.field))</span></span>
      """
    }

    private static func job(_ row: FindingRow, _ jobs: [String: JobInfo]) -> Markup {
      guard let info = jobs[row.job] else { return "\(Markup.breakable(row.job))" }
      return #"\#(Markup.breakable(row.job))<span class="field">\#(VisibleText.line(info.title))</span>"#
    }
  }
}
