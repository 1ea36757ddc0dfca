import HarrierEvents
import HarrierScoring

/// What is to be plotted: the keys with these values, or all.
public struct ModelPlotRequest: Sendable {
  public var by: String?
  public var over: String?
  public var partition: String?
  /// Seconds to look ahead from the last bucket; 0 for none.
  public var forecastSeconds: Int64
  /// Keys that are plotted at most: those that come first.
  public var mostKeys: Int

  public init(
    by: String? = nil, over: String? = nil, partition: String? = nil, forecastSeconds: Int64 = 0,
    mostKeys: Int = 50
  ) {
    self.by = by
    self.over = over
    self.partition = partition
    self.forecastSeconds = forecastSeconds
    self.mostKeys = mostKeys
  }
}

/// Takes down what a fold expected, for the keys that were asked for.
final class PlotRecorder {
  /// One bucket of a key, as its model saw it before it learnt.
  struct Point {
    var name: KeyName
    var bucket: Int64
    var actual: Double?
    var belief: Belief
  }

  struct Belief {
    var lower: Double
    var median: Double
    var upper: Double
  }

  private let request: ModelPlotRequest
  private let vocabulary: SymbolTable
  private var isWanted: [KeyName: Bool] = [:]
  private var keyCount = 0
  private(set) var points: [Point] = []
  /// Keys that were asked for and left out, for there were too many.
  private(set) var keysLeftOut = 0

  init(_ request: ModelPlotRequest, vocabulary: SymbolTable) {
    self.request = request
    self.vocabulary = vocabulary
  }

  func wants(_ name: KeyName) -> Bool {
    if let known = isWanted[name] { return known }
    let fits = [
      (request.by, name.by), (request.over, name.over), (request.partition, name.partition),
    ].allSatisfy { wanted, symbol in wanted.map { $0 == vocabulary.string(of: symbol) } ?? true }
    let isTaken = fits && keyCount < request.mostKeys
    if isTaken { keyCount += 1 } else if fits { keysLeftOut += 1 }
    isWanted[name] = isTaken
    return isTaken
  }

  func add(_ name: KeyName, bucket: Int64, actual: Double?, belief: () -> Belief) {
    guard wants(name) else { return }
    points.append(Point(name: name, bucket: bucket, actual: actual, belief: belief()))
  }

  /// The points with names for their keys, in order of time and key.
  func told(_ job: Plan.PlannedJob, _ detector: Plan.PlannedDetector, index: Int) -> [ModelPlotPoint] {
    points.map { point in
      ModelPlotPoint(
        jobID: job.job.id, detectorIndex: index, function: detector.function.name,
        timestamp: EventTime(nanoseconds: point.bucket * job.bucketNanoseconds),
        bucketSpan: job.job.bucketSeconds, by: part(detector.spec.by, point.name.by),
        over: part(detector.spec.over, point.name.over),
        partition: part(detector.spec.partition, point.name.partition), actual: point.actual,
        median: point.belief.median, lower: point.belief.lower, upper: point.belief.upper)
    }
  }

  private func part(_ field: String?, _ symbol: UInt32) -> KeyPart? {
    field.map { KeyPart(fieldName: $0, value: vocabulary.string(of: symbol)) }
  }
}
