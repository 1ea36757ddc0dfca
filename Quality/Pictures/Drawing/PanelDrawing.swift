/// A panel at its place in the picture.
struct PanelDrawing {
  private let panel: Panel
  private let x: Scale
  private let y: Scale
  private let top: Double

  init(panel: Panel, x: Scale, top: Double) {
    self.panel = panel
    self.x = x
    self.top = top
    let range = panel.range
    y = Scale(kind: panel.kind, low: range.low, high: range.high, from: top + panel.height, to: top)
  }

  func draw(_ svg: inout SVG) {
    for tick in y.ticks {
      let at = SVG.number(y(tick))
      svg.element(
        "line", ["class": "grid", "x1": SVG.number(x.from), "x2": SVG.number(x.to), "y1": at, "y2": at])
      svg.element(
        "text",
        ["class": "soft", "x": SVG.number(x.from - 6), "y": SVG.number(y(tick) + 4), "text-anchor": "end"],
        Scale.label(tick))
    }
    for layer in panel.layers { draw(layer, &svg) }
    drawLegend(&svg)
  }

  private func draw(_ layer: Layer, _ svg: inout SVG) {
    switch layer {
    case .band(_, let parts):
      let over = parts.map { place($0.x, $0.high) }
      let under = parts.reversed().map { place($0.x, $0.low) }
      svg.element("polygon", ["class": "band", "points": (over + under).joined(separator: " ")])
    case .line(_, let stroke, let points):
      svg.element(
        "polyline",
        ["class": stroke.rawValue, "points": points.map { place($0.x, $0.y) }.joined(separator: " ")])
    case .dots(_, let points): path(points, svg: &svg, kind: "dots") { "\($0)h0" }
    case .bars(_, let points):
      let zero = y(y.low)
      let half = max(0.6, 0.38 * (x.to - x.from) / Double(max(points.count, 60)))
      path(points, svg: &svg, kind: "bars") { place in
        let parts = place.split(separator: ",").map { Double($0) ?? 0 }
        return
          "\(SVG.number(parts[0] - half)) \(SVG.number(parts[1]))h\(SVG.number(2 * half))V\(SVG.number(zero))h-\(SVG.number(2 * half))z"
      }
    case .mark(let words, let point): mark(words, point, &svg)
    }
  }

  private func path(_ points: [Point], svg: inout SVG, kind: String, _ shape: (String) -> String) {
    let shapes = points.filter { $0.y > y.low || kind == "dots" }.map { "M" + shape(place($0.x, $0.y)) }
    svg.element("path", ["class": kind, "d": shapes.joined()])
  }

  private func mark(_ words: String, _ point: Point, _ svg: inout SVG) {
    let (left, height) = (x(point.x), y(point.y))
    svg.element(
      "circle", ["class": "mark", "cx": SVG.number(left), "cy": SVG.number(height), "r": "6"])
    guard !words.isEmpty else { return }
    let isRight = left > (x.from + x.to) / 2
    // Once as its own background, so that it can be read over lines.
    for kind in ["halo", "word"] {
      svg.element(
        "text",
        [
          "class": kind, "x": SVG.number(left + (isRight ? -11 : 11)),
          "y": SVG.number(max(height + 4, top + 10)),
          "text-anchor": isRight ? "end" : "start",
        ], words)
    }
  }

  private func place(_ left: Double, _ value: Double) -> String {
    "\(SVG.number(x(left))),\(SVG.number(y(value)))"
  }

  /// Title on the left; what is what, on the right.
  private func drawLegend(_ svg: inout SVG) {
    let line = top - 10
    svg.element("text", ["class": "name", "x": SVG.number(8), "y": SVG.number(line)], panel.title)
    var at = x.to
    for layer in panel.layers.reversed() {
      guard !layer.label.isEmpty, case let kind = layer.sample, !kind.isEmpty else { continue }
      // Some 6.3 pixels a letter.
      at -= 6.3 * Double(layer.label.count)
      svg.element("text", ["class": "soft", "x": SVG.number(at), "y": SVG.number(line)], layer.label)
      at -= 24
      sample(kind, at, line - 4, &svg)
      at -= 12
    }
  }

  private func sample(_ kind: String, _ left: Double, _ middle: Double, _ svg: inout SVG) {
    switch kind {
    case "band", "bars":
      svg.element(
        "rect",
        [
          "class": kind, "x": SVG.number(left), "y": SVG.number(middle - 5), "width": "18", "height": "10",
        ])
    case "dots":
      svg.element("path", ["class": kind, "d": "M\(SVG.number(left + 12)),\(SVG.number(middle))h0"])
    default:
      let ends = "\(SVG.number(left)),\(SVG.number(middle)) \(SVG.number(left + 18)),\(SVG.number(middle))"
      svg.element("polyline", ["class": kind, "points": ends])
    }
  }
}

extension Layer {
  /// The class of its sample in the legend; empty for a mark, whose words stand beside it.
  fileprivate var sample: String {
    switch self {
    case .band: "band"
    case .line(_, let stroke, _): stroke.rawValue
    case .dots: "dots"
    case .bars: "bars"
    case .mark: ""
    }
  }
}
