import HarrierJobs
import HarrierScoring
import HarrierStatistics

/// Shorter buckets for logs of a few hours.
///
/// What is rare or much is so beside other buckets, and an hour of logs has one bucket of an hour. Finished logs that are
/// shorter than half a day get at least twenty buckets of whole minutes; jobs that are about days keep theirs, and so
/// do a user's own.
public enum ShortLogs {
  /// Logs are short up to here, and buckets from here on are about days; in seconds.
  private static let halfADay: Int64 = 43_200
  private static let leastBuckets: Int64 = 20
  private static let ladder: [Int64] = [60, 120, 300, 600, 900, 1800]

  /// How a finished hunt is to be hunted again.
  public struct Fit: Sendable {
    public var jobs: [Job]
    /// For the user.
    public var note: String
  }

  /// - Returns: nil where the logs are not short, or no job that had events would be another.
  public static func fit(_ jobs: [Job], to outcome: HuntOutcome) -> Fit? {
    guard let first = outcome.first, let last = outcome.last else { return nil }
    let span = last.seconds - first.seconds
    guard span < halfADay, let seconds = ladder.last(where: { $0 * leastBuckets <= span }) ?? ladder.first
    else { return nil }
    let busy = Set(outcome.jobs.lazy.filter { $0.events > 0 }.map(\.job.id))
    var count = 0
    let fitted = jobs.map { job in
      guard job.bucketSeconds > seconds, job.bucketSeconds < halfADay, JobCatalogue.job(named: job.id) == job
      else { return job }
      if busy.contains(job.id) { count += 1 }
      var job = job
      job.bucketSeconds = seconds
      return job
    }
    return count > 0 ? Fit(jobs: fitted, note: note(span: span, seconds: seconds, count: count)) : nil
  }

  private static func note(span: Int64, seconds: Int64, count: Int) -> String {
    let most = ReturnPeriod.score(seconds: Calibration.historyFactor * Double(span))
    let jobs = count == 1 ? "1 job judges" : "\(count) jobs judge"
    return
      "the logs span \(Wording.span(seconds: Double(span))): \(jobs) buckets of \(BucketLength.text(seconds)) in place of "
      + "longer ones, and no score is above \(Int(most.rounded(.up))), for so short a time says little of what is usual"
  }
}
