import HarrierModels

/// What all of a hunt's detectors know of each other: whom any of them has heard of, and when each job woke. Written between
/// rounds of closing, read while they close.
final class HuntRegister {
  private(set) var arrivals: Arrivals
  let wakings: WakingRegister
  /// Of the hunt.
  private let latencySeconds: Int64

  init(_ arrivals: Arrivals = Arrivals(), wakings: WakingRegister, latencySeconds: Int64 = 0) {
    self.arrivals = arrivals
    self.wakings = wakings
    self.latencySeconds = latencySeconds
  }

  /// To go on with for what is not to be remembered.
  init(copying other: HuntRegister) {
    arrivals = other.arrivals
    wakings = WakingRegister(copying: other.wakings)
    latencySeconds = other.latencySeconds
  }

  /// How much earlier than others a job with a latency of its own closes, in seconds: it must not ask for what those will
  /// have heard by then, for whether they have depends on the cut.
  func lead(of jobsLatency: Int64?) -> Int64 { max(0, latencySeconds - (jobsLatency ?? latencySeconds)) }

  func take(_ sightings: [Arrivals.Sighting]) {
    if !sightings.isEmpty { arrivals.take(sightings) }
  }
}
