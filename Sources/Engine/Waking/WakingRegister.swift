import HarrierScoring

/// When each job had its first event, and how long others had heard its source by then.
///
/// - Cost: every source is compared with every other one at the start, a job's first event with every other job's.
final class WakingRegister {
  /// A job as the register knows it.
  struct Entry: Sendable {
    /// By place among the hunt's different sources.
    var source: Int
    /// Whether its buckets close when all others' do: what wakes at another time cannot be counted at this one.
    var isCounted: Bool
    /// Ends of its first bucket with events and, in hindsight, of its last one, in seconds.
    var active: ClosedRange<Int64>?
  }

  /// Live, a source must have been heard for so long: in a hunt's first week most of what happens is a first.
  static let leastLive: Int64 = 7 * 86_400
  /// In hindsight the days after count, too.
  static let leastInHindsight: Int64 = 3 * 86_400
  private static let day: Int64 = 86_400
  /// One cause may wake many jobs, but hardly more than so many.
  private static let jobsPerCause = 8

  /// By the job's place in the plan.
  private var entries: [Entry]
  /// By source: the sources that are heard only where it is heard, too.
  private let hearers: [Set<Int>]
  private(set) var days: ActiveDays

  /// - Parameter days: that an earlier hunt saw.
  init(_ plan: Plan, days: ActiveDays = ActiveDays()) {
    self.days = days
    var sources: [JobSource] = []
    var places: [JobSource: Int] = [:]
    entries = plan.jobs.map { job in
      let source = places[job.source] ?? sources.count
      if source == sources.count {
        places[job.source] = source
        sources.append(job.source)
      }
      return Entry(source: source, isCounted: job.transforms.isEmpty && job.job.latencySeconds == nil)
    }
    hearers = sources.map { own in Set(sources.indices.filter { sources[$0].hears(own) }) }
  }

  init(copying other: WakingRegister) {
    entries = other.entries
    hearers = other.hearers
    days = other.days
  }

  /// Notes that somebody saw something in a bucket, by its start.
  func hear(_ job: Int, _ seconds: Int64) {
    if entries[job].isCounted { days.note(seconds) }
  }

  /// Notes a bucket of a job, by its end.
  func note(_ job: Int, _ seconds: Int64) {
    let known = entries[job].active ?? seconds...seconds
    entries[job].active = min(known.lowerBound, seconds)...max(known.upperBound, seconds)
  }

  /// What an event of a job comes after, by the end of its bucket; nil where its source was not heard for long enough.
  ///
  /// Only what woke a week before counts as having heard the source, so that the answer does not depend on what other jobs
  /// close in the same round.
  ///
  /// - Parameters:
  ///   - earlier: days on which it has had events.
  ///   - since: when the job itself began to watch.
  ///   - lead: as of ``HuntRegister/lead(of:)``.
  func silence(of job: Int, earlier: Int, at seconds: Int64, since: Int64, lead: Int64) -> Silence? {
    let heard = witnesses(of: job).map(\.lowerBound).min() ?? .max
    let from = max(heard, since)
    guard from < seconds else { return nil }
    let watched = days.watched(from..<seconds)
    guard watched >= Self.leastLive else { return nil }
    let others = others(than: job, in: (seconds - lead - Self.day)..<(seconds - lead)) { $0.lowerBound }
    return Silence(seconds: Double(watched), others: others, days: earlier)
  }

  /// The same when everything is known.
  ///
  /// - Parameters:
  ///   - others: days with events but for the one that is judged.
  ///   - seconds: the end of that day's first bucket.
  func silenceInHindsight(of job: Int, others: Int, at seconds: Int64) -> Silence? {
    let witnesses = witnesses(of: job)
    guard let from = witnesses.map(\.lowerBound).min(), let to = witnesses.map(\.upperBound).max() else {
      return nil
    }
    let watched = days.watched(from..<to)
    guard watched >= Self.leastInHindsight else { return nil }
    let waking = self.others(than: job, in: (seconds - Self.day)..<seconds) {
      Self.isBrief($0) ? $0.lowerBound : nil
    }
    return Silence(seconds: Double(watched), others: waking, days: others)
  }

  private static func isBrief(_ active: ClosedRange<Int64>) -> Bool {
    active.upperBound - active.lowerBound < day
  }

  /// Of other jobs that hear the same source.
  private func witnesses(of job: Int) -> [ClosedRange<Int64>] {
    let hearers = hearers[entries[job].source]
    return entries.indices.compactMap { other in
      other != job && hearers.contains(entries[other].source) ? entries[other].active : nil
    }
  }

  /// About how many causes woke other jobs after the first and up to the second time: one an hour, and one for every so
  /// many jobs.
  private func others(
    than job: Int, in day: Range<Int64>, _ waking: (ClosedRange<Int64>) -> Int64?
  ) -> Int {
    let times = entries.indices.compactMap { other -> Int64? in
      guard other != job, entries[other].isCounted else { return nil }
      return entries[other].active.flatMap(waking)
    }
    let woke = times.filter { $0 > day.lowerBound && $0 <= day.upperBound }
    return Set(woke.map { $0 / 3600 }).count + woke.count / Self.jobsPerCause
  }
}
