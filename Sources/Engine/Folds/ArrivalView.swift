import HarrierEvents
import HarrierModels

/// The register of arrivals as a fold asks it: in its words, its buckets, its part of the key.
struct ArrivalView {
  let register: HuntRegister
  let vocabulary: SymbolTable
  /// What `by` and `partition` name; nil for neither host, person nor address.
  let by: EntityKind?
  let partition: EntityKind?
  let bucketSeconds: Int64
  /// As of ``HuntRegister/lead(of:)``.
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
