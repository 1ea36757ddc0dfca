import HarrierEvents
import HarrierScoring

/// Pictures of models: for every key what came, what was expected, and between which bounds; a page that holds
/// everything and asks the network for nothing.
public enum ModelPlotPage {
  /// Pictures in a page; the lines of the plot have all.
  public static let mostPictures = 60

  private struct Key: Hashable {
    var job: String
    var detector: Int
    var by: KeyPart?
    var over: KeyPart?
    var partition: KeyPart?

    init(_ point: ModelPlotPoint) {
      job = point.jobID
      detector = point.detectorIndex
      by = point.by
      over = point.over
      partition = point.partition
    }

    var title: String {
      let parts = [by, over, partition].compactMap { $0 }
        .map { "\($0.fieldName) \($0.value.isEmpty ? "<unknown>" : $0.value)" }
      return parts.isEmpty ? "all events" : parts.joined(separator: ", ")
    }
  }

  public static func render(_ points: [ModelPlotPoint], title: String) -> String {
    var order: [Key] = []
    var series: [Key: [ModelPlotPoint]] = [:]
    for point in points {
      let key = Key(point)
      if series[key] == nil { order.append(key) }
      series[key, default: []].append(point)
    }
    let busiest = order.sorted { weight(series[$0]!) > weight(series[$1]!) }.prefix(mostPictures)
    let pictures = busiest.map { figure($0, series[$0]!) }
    let body: Markup = """
      <h1>\(title)</h1>
      <p>The dark line is what came, the light one what the model expected before it came; 19 of 20 ordinary buckets lie
      in the band. What follows the last bucket is a forecast. \(NumberText.count(order.count, "key")).</p>
      \(Markup.trusted(pictures.map(\.html).joined(separator: "\n")))
      """
    return PageFrame(title: title, style: style, body: body).html
  }

  private static func weight(_ points: [ModelPlotPoint]) -> Double {
    points.reduce(0) { $0 + abs($1.actual ?? 0) }
  }

  // MARK: One picture

  private static let width = 860.0
  private static let height = 180.0

  private static func figure(_ key: Key, _ points: [ModelPlotPoint]) -> Markup {
    let frame = Frame(points)
    let past = points.filter { $0.actual != nil }
    let ahead = points.filter { $0.actual == nil }
    let top = NumberText.value(frame.high)
    let bottom = NumberText.value(frame.low)
    let first = TimeText.minute(points[0].timestamp)
    let last = TimeText.minute(points[points.count - 1].timestamp)
    return """
      <figure>
      <figcaption>\(key.title) <small>\(points[0].function), buckets of \(String(points[0].bucketSpan)) s</small></figcaption>
      <svg viewBox="0 0 \(String(Int(width))) \(String(Int(height)))" role="img" aria-label="\(key.title): from \(bottom) to \(top)">
      <polygon class="band" points="\(frame.band(past))"/>
      <polygon class="ahead" points="\(frame.band(ahead))"/>
      <polyline class="median" points="\(frame.line(points, \.median))"/>
      <polyline class="actual" points="\(frame.line(past) { $0.actual ?? 0 })"/>
      <text x="4" y="14">\(top)</text><text x="4" y="\(String(Int(height) - 4))">\(bottom)</text>
      </svg>
      <p class="axis"><span>\(first)</span><span>\(last) UTC</span></p>
      </figure>
      """
  }

  /// From time and value to places in the picture.
  private struct Frame {
    let from: Int64
    let to: Int64
    let low: Double
    let high: Double

    init(_ points: [ModelPlotPoint]) {
      from = points.map(\.timestamp.seconds).min() ?? 0
      to = max(from + 1, points.map(\.timestamp.seconds).max() ?? 1)
      let values = points.flatMap { [$0.actual ?? $0.median, $0.lower, $0.upper] }.filter(\.isFinite)
      low = values.min() ?? 0
      high = max(low + 1e-9, values.max() ?? 1)
    }

    private func place(_ point: ModelPlotPoint, _ value: Double) -> String {
      let x = Double(point.timestamp.seconds - from) / Double(to - from) * width
      let share = value.isFinite ? (value - low) / (high - low) : 0
      let y = (1 - min(max(share, 0), 1)) * (height - 8) + 4
      return "\((x * 10).rounded() / 10),\((y * 10).rounded() / 10)"
    }

    func line(_ points: [ModelPlotPoint], _ value: (ModelPlotPoint) -> Double) -> String {
      points.map { place($0, value($0)) }.joined(separator: " ")
    }

    func band(_ points: [ModelPlotPoint]) -> String {
      let over = points.map { place($0, $0.upper) }
      let under = points.reversed().map { place($0, $0.lower) }
      return (over + under).joined(separator: " ")
    }
  }

  // MARK: Style

  private static let style = """
    body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem}
    figure{margin:1.5rem 0;break-inside:avoid}
    figcaption{font-weight:600;overflow-wrap:anywhere}
    small{font-weight:400;opacity:.75}
    svg{width:100%;height:auto;border:1px solid #8886}
    .band{fill:#3b82f633}.ahead{fill:#f59e0b33}
    .median{fill:none;stroke:#3b82f6;stroke-width:1}
    .actual{fill:none;stroke:currentColor;stroke-width:1.4}
    text{font-size:11px;fill:currentColor}
    .axis{display:flex;justify-content:space-between;margin:0;font-size:.8rem}
    """
}
