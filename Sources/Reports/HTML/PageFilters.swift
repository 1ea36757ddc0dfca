import HarrierScoring

/// The filters' form, hidden until the script takes charge of it.
enum PageFilters {
  static func markup(stories: [PageStory]) -> Markup {
    let rows = stories.map(\.row)
    let jobs = Set(stories.flatMap(\.jobs)).sorted()
    let severities = Severity.allCases.filter { severity in rows.contains { $0.severity >= severity } }
    return """
      <form id="filters" hidden>
      <label>Severity from <select id="least">\(severities.map(option))</select></label>
      <label>Job <select id="job"><option value="">all</option>\(jobs.map(option))</select></label>
      <label class="grow">Text <input id="text" type="search" autocomplete="off" \
      placeholder="any value, field or word"></label>
      <label class="narrow">Sort by <select id="sort"></select></label>
      <button type="reset" id="reset">Clear</button>
      <ul id="chips" aria-label="Filters on influencers"></ul>
      <p id="status" role="status"></p>
      </form>
      """
  }

  private static func option(_ severity: Severity) -> Markup {
    let rank = Severity.allCases.firstIndex(of: severity) ?? 0
    return #"<option value="\#(rank)">\#(severity.rawValue)</option>"#
  }

  private static func option(_ job: String) -> Markup {
    #"<option value="\#(job)">\#(job)</option>"#
  }
}
