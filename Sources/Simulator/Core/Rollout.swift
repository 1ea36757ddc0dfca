/// How new software spreads: a few machines on the first day, a quarter on the next two, then more, then all.
enum Rollout {
  private static let stages = [0.025, 0.25, 0.25, 0.6]

  /// - Parameter place: the host's place in the queue for this software, in `0..<1`.
  /// - Parameter first: the day on which the roll-out begins; `nil` for what was always there.
  static func hasReached(_ place: Double, share: Double, since first: Int?, on day: SimulatedDay) -> Bool {
    guard let first else { return place < share }
    let age = day.index - first
    guard age >= 0 else { return false }
    return place < share * (age < stages.count ? stages[age] : 1)
  }
}
