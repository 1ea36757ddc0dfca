import HarrierResults
import HarrierScoring

/// The kinds of messages that jobs by `mlcategory` know, those seen least first: a finding's number is looked up here.
enum PageCategories {
  /// More make a page that is slow to open; the file has all.
  static let mostRows = 200

  static func markup(_ categories: [CategoryDefinition]) -> Markup {
    guard !categories.isEmpty else { return "" }
    let told = once(categories)
    let several = Dictionary(grouping: told, by: \.jobID).filter { Set($1.map(\.detectorIndex)).count > 1 }
    let sorted = told.sorted { a, b in
      a.matches != b.matches
        ? a.matches < b.matches
        : (a.jobID, a.detectorIndex, a.id, a.partition?.value ?? "")
          < (b.jobID, b.detectorIndex, b.id, b.partition?.value ?? "")
    }
    let rest: Markup =
      sorted.count > mostRows
      ? "<p>and \(NumberText.count(sorted.count - mostRows)) more in categories.ndjson</p>" : ""
    return """
      <section id="categories">
      <h2>Kinds of messages</h2>
      <details\(PageCoverage.openness(sorted.count))><summary>Categories (\(NumberText.count(sorted.count)))</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Categories"><table>
      <thead><tr><th scope="col">Job</th><th scope="col" class="number">Category</th><th scope="col">Messages like</th>\
      <th scope="col" class="number">Seen</th><th scope="col">Example</th></tr></thead>
      <tbody>\(sorted.prefix(mostRows).map { row($0, namesDetector: several[$0.jobID] != nil) })</tbody></table></div>\(rest)</details>
      </section>
      """
  }

  /// Detectors of a job that see the same messages know the same categories: those are told once.
  private static func once(_ categories: [CategoryDefinition]) -> [CategoryDefinition] {
    var seen: Set<CategoryDefinition> = []
    return categories.filter { category in
      var category = category
      category.detectorIndex = 0
      return seen.insert(category).inserted
    }
  }

  private static func row(_ category: CategoryDefinition, namesDetector: Bool) -> Markup {
    let detector: Markup =
      namesDetector ? #"<span class="field">detector \#(category.detectorIndex)</span>"# : ""
    let place: Markup =
      category.partition.map { part in
        #"<span class="field">\#(VisibleText.line(part.fieldName)): \#(VisibleText.line(Wording.value(part.value)))</span>"#
      } ?? ""
    let example: Markup = category.examples.first.map { "<code>\(VisibleText.line($0))</code>" } ?? ""
    return """
      <tr><th scope="row">\(Markup.breakable(VisibleText.line(category.jobID)))\(detector)\(place)</th>\
      <td class="number">\(NumberText.count(category.id))</td><td>\(VisibleText.line(category.template))</td>\
      <td class="number">\(NumberText.count(category.matches))</td><td>\(example)</td></tr>

      """
  }
}
