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
  private let quiet: [Event]
  private let strange: [Event]
  private let ordinary: [Event]

  /// A thing that happens, with what it is beside the query's own row.
  struct Event {
    var seconds: Double
    var fields: [String: String]
  }

  /// nil where the query has no witness, or its fields leave nothing to be strange.
  public init?(_ job: Job) {
    guard let query = try? KQL.parse(job.query), let witness = QueryWitness(query),
      let detector = job.detectors.first, let function = DetectorRegistry.function(named: detector.function),
      let scene = RehearsalScene(witness, detector, job), let play = scene.play(function)
    else { return nil }
    self.job = job
    strangeBucket = play.strangeBucket
    (quiet, strange, ordinary) = (play.quiet, play.strange, play.ordinary)
  }

  /// Log lines in order of time, with the strange thing or without.
  public func lines(withStrange: Bool) -> [String] {
    (quiet + (withStrange ? strange : ordinary)).sorted { $0.seconds < $1.seconds }.map { event in
      TestLog.line(event.seconds, event.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
  }
}
