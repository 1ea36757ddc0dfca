import HarrierEvents
import HarrierJobs
import HarrierScoring

/// What came too late for its buckets: notes beside a job's results, and how long to wait for it the next time.
struct DelayReport {
  /// Late events by which a longer latency is chosen: a few may be days late.
  private static let share = 0.95
  private(set) var annotations: [Annotation] = []
  /// Late events, and the latency that would have counted them, in seconds; of jobs without a latency of their own.
  private var waits: [(seconds: Int64, events: Int)] = []
  /// Jobs whose own latency was too short.
  private var ownLatency: [String] = []

  mutating func add(_ tally: DelayTally, of job: Job, latencySeconds: Int64) {
    guard !tally.isEmpty else { return }
    for run in tally.runs {
      annotations.append(Self.annotation(run.buckets, run.late, job))
    }
    if job.latencySeconds != nil {
      ownLatency.append(job.id)
    } else {
      waits += tally.stretches.values.map { (latencySeconds + Self.seconds($0.missed), $0.events) }
    }
  }

  private static func seconds(_ nanoseconds: Int64) -> Int64 { (nanoseconds - 1) / 1_000_000_000 + 1 }

  private static func annotation(
    _ buckets: Range<Int64>, _ late: DelayTally.Stretch, _ job: Job
  ) -> Annotation {
    Annotation(
      jobID: job.id, timestamp: EventTime(seconds: buckets.lowerBound * job.bucketSeconds),
      bucketSpan: job.bucketSeconds, buckets: buckets.count,
      content: .delay(events: late.events, missedSeconds: seconds(late.missed)),
      description: sentence(buckets, late, job))
  }

  /// `12 events of these 3 hours came too late and were not counted: 40 minutes more would have had to be waited`
  private static func sentence(
    _ buckets: Range<Int64>, _ late: DelayTally.Stretch, _ job: Job
  ) -> String {
    let span = Wording.span(seconds: Double(Int64(buckets.count) * job.bucketSeconds))
    let events = late.events == 1 ? "1 event" : "\(late.events) events"
    let missed = Wording.span(seconds: Double(seconds(late.missed)))
    return "\(events) of \(span) came too late to be counted, at most \(missed) after the bucket had closed"
  }

  /// What to do about it, a sentence each.
  func advice() -> [String] {
    var advice: [String] = []
    let sorted = waits.sorted { ($0.seconds, $0.events) < ($1.seconds, $1.events) }
    if let most = sorted.last {
      let wanted = Self.share * Double(sorted.reduce(0) { $0 + $1.events })
      var counted = 0
      let enough = sorted.first { wait in
        counted += wait.events
        return Double(counted) >= wanted
      }
      let usual = enough?.seconds ?? most.seconds
      advice.append(
        usual == most.seconds
          ? "--latency \(usual) would have counted them"
          : "--latency \(usual) would have counted 95 % of them, \(most.seconds) all")
    }
    if !ownLatency.isEmpty {
      advice.append(
        "events were later than the latency of their own job: \(ownLatency.sorted().joined(separator: ", "))")
    }
    return advice
  }
}
