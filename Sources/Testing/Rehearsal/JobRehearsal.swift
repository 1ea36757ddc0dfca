import HarrierDetectors
import HarrierEvents
import HarrierJobs
import HarrierQuery

/// A small world made for one job: an ordinary past, and one strange thing near its end. Its twin is the same world
/// without that.
///
/// The job's query says what its events look like, its detectors say what ordinary and strange are. Every job of the
/// catalogue is to tell of the one and to be silent about the other.
public struct JobRehearsal {
  public let job: Job
  /// The strange bucket's start, in seconds since 1970.
  public let strangeBucket: Int64
  private let quiet: [Line]
  private let strange: [Line]
  private let ordinary: [Line]

  /// A thing that happens, with what it is beside the query's own row.
  struct Event {
    var seconds: Double
    var fields: [String: String]
  }

  /// nil where the query has no witness, or its fields leave nothing to be strange.
  ///
  /// A job over a transform's rows is rehearsed on rows made here, under another dataset's name: no log has such rows,
  /// and what a transform makes of logs is the transforms' own promise.
  public init?(_ job: Job) {
    var job = job
    job.query = job.query.replacing(
      "event.dataset: \(Transform.datasetPrefix)", with: "event.dataset: rehearsed.")
    guard let query = try? KQL.parse(job.query), let witness = QueryWitness(query),
      let detector = job.detectors.first, let function = DetectorRegistry.function(named: detector.function),
      let scene = RehearsalScene(witness, detector, job), let play = scene.play(function)
    else { return nil }
    self.job = job
    strangeBucket = play.strangeBucket
    (quiet, strange, ordinary) = (
      play.quiet.map(Line.init), play.strange.map(Line.init), play.ordinary.map(Line.init)
    )
  }

  /// Log lines in order of time, with the strange thing or as its twin has it.
  public func lines(withStrange: Bool) -> [String] {
    (quiet + (withStrange ? strange : ordinary)).sorted { $0.seconds < $1.seconds }.map(\.line)
  }

  /// A thing that happens, as the log has it.
  private struct Line {
    let seconds: Double
    let line: String

    init(_ event: Event) {
      seconds = event.seconds
      line = TestLog.line(event.seconds, event.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }
}
