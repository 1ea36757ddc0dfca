import HarrierScoring

/// How to read a score: it is the logarithm of how long one waits for such a thing by chance.
enum PageScores {
  private static let steps: [(score: Double, text: String)] = [
    (0, "an hour"), (25, "a day"), (50, "a week"), (75, "a month"), (90, "a year"), (99, "a decade"),
  ]

  static var markup: Markup {
    let rows: [Markup] = steps.map { step in
      let severity = Severity(score: step.score)
      return """
        <tr><th scope="row" class="number">\(Int(step.score))</th><td>once in \(step.text)</td>\
        <td>\(SeverityMark.markup(severity, isMultiBucket: false))\(severity.rawValue)</td></tr>

        """
    }
    return """
      <section id="scores">
      <h2>How to read a score</h2>
      <p>A score says how rarely chance alone would bring something as strange to the same detector. It says \
      nothing about intent: the sentence, the peers and the raw events are for that. A dot marks one strange \
      bucket, a cross a strange run of them.</p>
      <table class="scores"><thead><tr><th scope="col" class="number">Score</th><th scope="col">By chance</th>\
      <th scope="col">Severity</th></tr></thead><tbody>\(rows)</tbody></table>
      </section>
      """
  }
}
