import Foundation
import HarrierModels
import HarrierTesting

/// What a model of numbers over time said of every bucket before it learnt it.
struct SeriesTrace {
  struct Bucket {
    /// Days since the start.
    var day: Double
    var actual: Double
    var expected: Double
    /// What one bucket in a thousand passes on either side.
    var low: Double
    var high: Double
    /// Of so much or more, in nats.
    var upperSurprisal: Double
    /// The greater of both sides', in nats.
    var surprisal: Double
    /// That of the last twelve or so together.
    var runSurprisal: Double
  }

  private(set) var buckets: [Bucket] = []

  /// - Parameter accepts: asked before a bucket is learnt; where it changes the model, the model goes on changed.
  init<Model: SeriesModel>(
    _ values: [Double], _ model: Model, bucketSeconds: Int64 = 3600,
    accepts: (inout Model, Double, Int64, Model.Prior) -> Void = { _, _, _, _ in }
  ) {
    var model = model
    var prior = Model.prior(of: [])
    var run = RecentRun()
    let bound = log(1000.0)
    for (index, value) in values.enumerated() {
      let seconds = TestLog.start + Int64(index) * bucketSeconds
      let outlook = model.outlook(at: seconds, prior: prior)
      if model.observations > 0 { outlook.extend(&run, with: value) }
      let (up, down) = model.surprisal(of: run, prior: prior) { _ in true }
      buckets.append(
        Bucket(
          day: Double(seconds - TestLog.start) / 86_400, actual: value, expected: outlook.expected,
          low: model.bound(upper: false, surprisal: bound, at: seconds, prior: prior),
          high: model.bound(upper: true, surprisal: bound, at: seconds, prior: prior),
          upperSurprisal: outlook.upperSurprisal(of: value),
          surprisal: max(outlook.upperSurprisal(of: value), outlook.lowerSurprisal(of: value)),
          runSurprisal: max(up, down)))
      accepts(&model, value, seconds, prior)
      model.learn(
        value, outlook: model.outlook(at: seconds, prior: prior), at: seconds, bucketSeconds: bucketSeconds,
        prior: prior)
      if index % 24 == 23 { prior = Model.prior(of: [model]) }
    }
  }

  /// Only the buckets from that day on.
  func from(day: Double) -> SeriesTrace {
    var part = self
    part.buckets = buckets.filter { $0.day >= day }
    return part
  }

  var strangest: Bucket { buckets.max { $0.surprisal < $1.surprisal }! }

  var band: Layer { .band("999 of 1,000", buckets.map { ($0.day, $0.low, $0.high) }) }
  var actual: Layer { line("actual", .actual, \.actual) }
  var expected: Layer { line("expected", .expected, \.expected) }

  func line(_ label: String, _ stroke: Layer.Stroke, _ value: (Bucket) -> Double) -> Layer {
    .line(label, stroke, buckets.map { Point(x: $0.day, y: value($0)) })
  }

  func bars(_ label: String, _ value: (Bucket) -> Double) -> Layer {
    .bars(label, buckets.map { Point(x: $0.day, y: value($0)) })
  }
}
