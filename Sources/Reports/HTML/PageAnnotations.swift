import HarrierEvents
import HarrierResults
import HarrierScoring

/// What is no finding and good to know: habits that changed for good, and events that came too late to be counted.
enum PageAnnotations {
  /// More make a page that is slow to open; the file has all.
  static let mostRows = 200

  static func markup(_ annotations: [Annotation]) -> Markup {
    guard !annotations.isEmpty else { return "" }
    let sorted = ResultOrder.sorted(annotations)
    let rest: Markup =
      sorted.count > mostRows
      ? "<p>and \(NumberText.count(sorted.count - mostRows)) more in annotations.ndjson</p>" : ""
    return """
      <section id="annotations">
      <h2>What changed for good, and what came too late</h2>
      <details\(PageCoverage.openness(sorted.count))><summary>Annotations (\(NumberText.count(sorted.count)))</summary>
      <div class="scroll" tabindex="0" role="region" aria-label="Annotations"><table>
      <thead><tr><th scope="col">Time (UTC)</th><th scope="col">Job</th><th scope="col">Of what</th>\
      <th scope="col">What</th></tr></thead>
      <tbody>\(sorted.prefix(mostRows).map(row))</tbody></table></div>\(rest)</details>
      </section>
      """
  }

  private static func row(_ annotation: Annotation) -> Markup {
    let keys: [Markup] = [annotation.partition, annotation.over, annotation.by].compactMap { $0 }.map {
      part in
      """
      <span class="field">\(VisibleText.line(part.fieldName))</span>\
      \(Markup.breakable(VisibleText.line(Wording.value(part.value))))
      """
    }
    let subject: Markup = keys.isEmpty ? "the whole job" : "\(keys)"
    return """
      <tr><td>\(TimeText.minute(annotation.timestamp))</td>\
      <th scope="row">\(Markup.breakable(VisibleText.line(annotation.jobID)))</th>\
      <td>\(subject)</td><td>\(VisibleText.line(annotation.description))</td></tr>

      """
  }
}
