import HarrierDetectors
import HarrierFeatures

/// The number that a payload amounts to.
enum PayloadValue {
  /// nil where the key's events had no number.
  static func value(_ aggregate: MergedAggregate, _ evidence: Evidence) -> Double? {
    switch aggregate.payload {
    case .events: return Double(aggregate.count)
    case .distinct(let sketch): return sketch.estimate
    case .strings(let strings): return strings.informationContent()
    case .powers(let sums): return sums.variance
    case .quantiles(let sketch): return sketch.quantile(0.5)
    case .number(let number): return number
    case .times, .track, .rhythm: return nil
    case .moments(let moments):
      guard moments.count > 0 else { return nil }
      switch evidence {
      case .mean: return moments.sum.value / Double(moments.count)
      case .min: return moments.least
      case .max: return moments.greatest
      default: return moments.sum.value
      }
    }
  }
}
