/// A picture: panels one below the other over one horizontal axis, with words for those who do not see it.
///
/// Light and dark follow the reader's system; nothing is told by colour alone.
struct Chart {
  var title: String
  /// What is to be seen, in a sentence or two.
  var description: String
  /// What the horizontal axis counts.
  var axis: String
  var panels: [Panel]

  private static let width = 760.0
  private static let left = 62.0
  private static let right = 14.0
  private static let head = 40.0

  func render() -> String {
    let places = panels.flatMap(\.layers).flatMap(\.places)
    let x = Scale(
      kind: .linear, low: places.min() ?? 0, high: places.max() ?? 1, from: Self.left,
      to: Self.width - Self.right)
    let height = panels.reduce(0) { $0 + Self.head + $1.height } + 44
    var svg = SVG()
    let size = "\(SVG.number(Self.width)) \(SVG.number(height))"
    svg.raw(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(size)\" role=\"img\" aria-labelledby=\"t d\">"
    )
    svg.element("title", ["id": "t"], title)
    svg.element("desc", ["id": "d"], description)
    svg.raw(Self.style)
    svg.element("rect", ["class": "paper", "width": "100%", "height": "100%"])
    var top = 0.0
    for panel in panels {
      PanelDrawing(panel: panel, x: x, top: top + Self.head).draw(&svg)
      top += Self.head + panel.height
    }
    drawAxis(x, at: top, &svg)
    svg.raw("</svg>")
    return svg.text
  }

  private func drawAxis(_ x: Scale, at y: Double, _ svg: inout SVG) {
    for tick in x.ticks {
      svg.element(
        "text",
        ["class": "soft", "x": SVG.number(x(tick)), "y": SVG.number(y + 16), "text-anchor": "middle"],
        Scale.label(tick))
    }
    svg.element(
      "text",
      [
        "class": "soft", "x": SVG.number((x.from + x.to) / 2), "y": SVG.number(y + 34),
        "text-anchor": "middle",
      ], axis)
  }

  private static let style = """
    <style>
    text{font:12px system-ui,sans-serif;fill:#1d2430}
    .paper{fill:#fff}.soft{fill:#4d5867}.name{font-weight:600}
    .grid{stroke:#dde2e9}.band{fill:#cfe0f5}.bars{fill:#8a97a8}
    .actual{fill:none;stroke:#1d2430;stroke-width:1.3}
    .expected{fill:none;stroke:#1f5fae;stroke-width:1.6;stroke-dasharray:5 3}
    .other{fill:none;stroke:#8a4b00;stroke-width:1.6;stroke-dasharray:1.5 2.5}
    .dots{fill:none;stroke:#1d2430;stroke-width:3.6;stroke-linecap:round}
    .mark{fill:none;stroke:#b3261e;stroke-width:2.2}.word{fill:#b3261e;font-weight:600}.halo{fill:#fff;stroke:#fff;stroke-width:4;font-weight:600}
    @media (prefers-color-scheme:dark){
    text{fill:#e6eaf0}.paper{fill:#14181f}.soft{fill:#aab4c2}.grid{stroke:#2c3440}.band{fill:#23405f}.bars{fill:#7f8ea3}
    .actual{stroke:#e6eaf0}.expected{stroke:#7db4f5}.other{stroke:#f0b35c}.dots{stroke:#e6eaf0}
    .mark{stroke:#ff8a80}.word{fill:#ff8a80}.halo{fill:#14181f;stroke:#14181f}}
    </style>
    """
}
