import HarrierEvents
import HarrierModels

/// The hunt's arrivals, shared by all of its detectors: written between rounds of closing, read while they close.
final class ArrivalRegister {
  private(set) var arrivals: Arrivals
  /// Of the hunt.
  private let latencySeconds: Int64

  init(_ arrivals: Arrivals = Arrivals(), latencySeconds: Int64 = 0) {
    self.arrivals = arrivals
    self.latencySeconds = latencySeconds
  }

  /// How much earlier than others a job with a latency of its own closes, in seconds: it must not ask for what those will
  /// have heard by then, for whether they have depends on the cut.
  func lead(of jobsLatency: Int64?) -> Int64 { max(0, latencySeconds - (jobsLatency ?? latencySeconds)) }

  func take(_ sightings: [Arrivals.Sighting]) {
    if !sightings.isEmpty { arrivals.take(sightings) }
  }
}

/// The register as a fold asks it: in its words, its buckets, its part of the key.
struct ArrivalView {
  let register: ArrivalRegister
  let vocabulary: SymbolTable
  /// What `by` and `partition` name; nil for neither host, person nor address.
  let by: EntityKind?
  let partition: EntityKind?
  let bucketSeconds: Int64
  /// As of ``ArrivalRegister/lead(of:)``.
  let leadSeconds: Int64
  /// As of ``DetectorFold/displace(by:)``.
  var displacement: Int64 = 0

  /// What must be expected of a newcomer; nil for a name that is none.
  func expectation(
    of word: UInt32, _ kind: EntityKind, known: Int, bucket: Int64
  ) -> RareValues.Expectation? {
    let seconds = (bucket + 1) * bucketSeconds + displacement - leadSeconds
    let arrivals = register.arrivals
    guard let newcomers = arrivals.company(of: vocabulary.hash(of: word), kind, at: seconds) else {
      return nil
    }
    let rate = arrivals.rate(
      of: newcomers, kind, known: known, at: seconds, bucketSeconds: bucketSeconds)
    return .init(rate: rate, newcomers: newcomers)
  }
}
