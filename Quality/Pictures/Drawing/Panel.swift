/// A value at a place on the horizontal axis.
struct Point {
  var x: Double
  var y: Double
}

/// What lies in a panel, from back to front.
enum Layer {
  enum Stroke: String { case actual, expected, other }
  case band(String, [(x: Double, low: Double, high: Double)])
  case line(String, Stroke, [Point])
  case dots(String, [Point])
  /// From zero up.
  case bars(String, [Point])
  /// What is to be seen: a ring with words beside it.
  case mark(String, Point)

  var label: String {
    switch self {
    case .band(let label, _), .line(let label, _, _), .dots(let label, _), .bars(let label, _),
      .mark(let label, _):
      label
    }
  }

  var values: [Double] {
    switch self {
    case .band(_, let parts): parts.flatMap { [$0.low, $0.high] }
    case .line(_, _, let points), .dots(_, let points), .bars(_, let points): points.map(\.y)
    case .mark(_, let point): [point.y]
    }
  }

  var places: [Double] {
    switch self {
    case .band(_, let parts): parts.map(\.x)
    case .line(_, _, let points), .dots(_, let points), .bars(_, let points): points.map(\.x)
    case .mark(_, let point): [point.x]
    }
  }
}

/// One diagram of a picture.
struct Panel {
  /// What is measured and in what, such as “events an hour”.
  var title: String
  var kind = Scale.Kind.linear
  /// Least value that is drawn; by itself 0, or less where a value is.
  var low: Double?
  var height = 170.0
  var layers: [Layer]

  /// Values from the least to a little above the greatest.
  var range: (low: Double, high: Double) {
    let values = layers.flatMap(\.values).filter(\.isFinite)
    let low = low ?? min(0, values.min() ?? 0)
    let high = values.max() ?? 1
    return (low, kind == .linear ? high + 0.08 * max(high - low, 1e-9) : high * 1.5)
  }
}
