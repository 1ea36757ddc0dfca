import HarrierScoring
import HarrierStatistics

/// From a closed bucket's aggregates to findings, and on to what is known: score first, then learn.
protocol DetectorFold: AnyObject {
  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding]
  /// What such a surprisal comes to by what is known now, before a bucket.
  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict
  var keyCount: Int { get }
  /// What is not to be learnt; nil for nothing.
  var gate: LearningGate? { get set }
  /// Whether what it finds is put into words, or only learnt from: then its pictures and bounds are not worth their price.
  var tells: Bool { get set }
  /// Who takes down what is expected of keys; nil for nobody, and for folds that expect no number.
  var plot: PlotRecorder? { get set }
  /// Who is new to the hunt, for folds that ask.
  var arrivals: ArrivalView? { get set }
  /// Tells the recorder what is expected of buckets to come, by what is known now.
  func forecast(_ buckets: Range<Int64>)
  /// Keys that are no longer known.
  func forget(_ names: Set<KeyName>)
  /// Passes over buckets of the calendar that are no part of what was learnt: what comes next follows at once.
  func skip(buckets: Int64)
  /// So many seconds after the fold's time the events happened: 0, but for a past that is moved on the calendar.
  func displace(by seconds: Int64)
  /// What has changed for good since it was last asked.
  func takeChanges() -> [FoundChange]
  /// What it holds of keys in memory, estimated from counts; and those keys, in no order.
  var byteCount: Int { get }
  var keyNames: [KeyName] { get }
  /// Lets go of keys for want of room: as if they had not been seen, but for what they say of all others.
  func evict(_ names: [KeyName])
  /// Words of the vocabulary that it still asks for, beside those of its keys.
  func forEachWord(_ body: (UInt32) -> Void)
  func encode(to writer: inout StateWriter)
}

extension DetectorFold {
  func displace(by seconds: Int64) {}
  var tells: Bool {
    get { true }
    set {}
  }
  var plot: PlotRecorder? {
    get { nil }
    set {}
  }
  var arrivals: ArrivalView? {
    get { nil }
    set {}
  }
  func forecast(_ buckets: Range<Int64>) {}
  func takeChanges() -> [FoundChange] { [] }
  func evict(_ names: [KeyName]) { forget(Set(names)) }
  func forEachWord(_ body: (UInt32) -> Void) {}
}
