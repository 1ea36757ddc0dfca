import Foundation

/// From values to pixels, with round numbers to write beside them.
struct Scale {
  enum Kind { case linear, logarithmic }

  let kind: Kind
  let low: Double
  let high: Double
  /// Pixels of `low` and of `high`.
  let from: Double
  let to: Double

  func callAsFunction(_ value: Double) -> Double {
    let share = (coordinate(value) - coordinate(low)) / (coordinate(high) - coordinate(low))
    return from + min(max(share, 0), 1) * (to - from)
  }

  private func coordinate(_ value: Double) -> Double {
    kind == .linear ? value : log10(max(value, low))
  }

  /// Powers of ten, or up to seven multiples of 1, 2 or 5 times one.
  var ticks: [Double] {
    if kind == .logarithmic {
      let powers =
        Int(log10(low).rounded(.up))...max(Int(log10(low).rounded(.up)), Int(log10(high).rounded(.down)))
      return powers.map { pow(10, Double($0)) }
    }
    let rough = (high - low) / max(3, min(7, (abs(to - from) / 28).rounded(.down)))
    let power = pow(10, log10(rough).rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? rough
    return (Int((low / step).rounded(.up))...Int((high / step + 1e-9).rounded(.down))).map {
      Double($0) * step
    }
  }

  static func label(_ value: Double) -> String {
    switch abs(value) {
    case 0: "0"
    case 1_000_000...: String(format: "%.3g M", value / 1_000_000)
    case 1000...: String(format: "%.3g k", value / 1000)
    default: String(format: "%.3g", value)
    }
  }
}
