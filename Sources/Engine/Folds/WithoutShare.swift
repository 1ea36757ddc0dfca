import HarrierDetectors

extension Evidence {
  /// What a number would have been without a share of its events: the question behind an influencer's share.
  ///
  /// A total shrinks by the share; what is low in a total, no event has brought about. A middle or an extreme goes back to what was expected,
  /// as far as these events are of all: their own values are not kept.
  ///
  /// - Parameter share: 0…1.
  func value(_ value: Double, without share: Double, expected: Double, isHigh: Bool) -> Double {
    switch self {
    case .mean, .min, .max, .median, .variance, .extremes: value + share * (expected - value)
    default: isHigh ? value * (1 - share) : value
    }
  }
}
