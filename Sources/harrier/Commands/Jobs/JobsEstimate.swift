import ArgumentParser
import HarrierEngine
import HarrierInputs
import HarrierJobs
import HarrierReports
import HarrierScoring
import HarrierStatistics

extension JobsCommand {
  /// `harrier jobs estimate`: what jobs would see in data, before a hunt.
  struct Estimate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells what jobs would see in logs: events, keys, memory, a bucket that suits.",
      discussion: """
        Looks at the beginning of the logs (--most MB) and judges nothing. A line a detector:

          events/day   events that its query takes and that have its fields
          by, over, partition, keys   different values, and different combinations of them
          memory       models and open buckets, to a factor of two, for the keys seen
          bucket       as the job has it; -> the length that suits the data, if another
          alerts/month records that chance alone brings to the job's threshold, or to the budget, in 30 days

        EXAMPLES
          harrier jobs estimate logs/
          harrier jobs estimate logs/ --jobs windows 'dns_*' --budget 5
          harrier jobs estimate day1.ndjson.gz --jobs ./mine.yml --most 2000
        """)
    @Argument(help: "Files, folders or globs.", completion: .file()) var paths: [String]
    @OptionGroup var jobs: JobChoice
    @OptionGroup var choice: SurveyChoice
    @Option(help: "Alerts a day, over all jobs; by the jobs' own thresholds unless told.") var budget: Double?

    func validate() throws {
      if paths.isEmpty { throw ValidationError("name at least one file, folder or glob") }
      if let once = paths.first(where: InputFiles.isReadOnce) {
        let what = once == "-" ? "standard input" : once
        throw ValidationError("\(what) cannot be looked at and then read: give files")
      }
      if let budget, !(budget > 0) { throw ValidationError("--budget is a number above 0") }
    }

    func run() throws {
      let survey = try choice.survey(paths, try jobs.selected())
      print(SurveyChoice.sentence(survey))
      for problem in survey.problems { Message.print(problem) }
      let active = survey.jobs.filter { job in !SurveyAdvice.of(job, in: survey).contains(where: \.isFatal) }
      print("")
      for line in table(active, survey) { print(line) }
      printReasons(active)
      printIdle(survey, active)
    }

    private func table(_ jobs: [JobSurvey], _ survey: Survey) -> [String] {
      let detectors = jobs.reduce(0) { $0 + $1.detectors.count }
      let rows = jobs.flatMap { job in
        job.detectors.enumerated().map { index, detector in
          row(job, detector, index, survey, detectors: detectors)
        }
      }
      let columns: [(title: String, right: Bool)] = [
        ("job", false), ("events/day", true), ("by", true), ("over", true), ("partition", true),
        ("keys", true),
        ("memory", true), ("bucket", false), ("alerts/month", true),
      ]
      return TextTable.lines(columns, rows: rows)
    }

    private func row(
      _ job: JobSurvey, _ detector: DetectorSurvey, _ index: Int, _ survey: Survey, detectors: Int
    ) -> [String] {
      let spec = job.job
      let name = job.detectors.count > 1 ? "\(spec.id)[\(index)]" : spec.id
      return [
        name, NumberText.value(Double(detector.events) / max(survey.days, 1e-9)),
        detector.by.map { NumberText.count($0) } ?? "", detector.over.map { NumberText.count($0) } ?? "",
        detector.partition.map { NumberText.count($0) } ?? "", NumberText.count(detector.keys),
        NumberText.bytes(detector.memory), bucket(spec, detector), alerts(spec, detectors: detectors),
      ]
    }

    private func bucket(_ job: Job, _ detector: DetectorSurvey) -> String {
      let own = job.bucketIsAuto ? "auto" : BucketLength.text(job.bucketSeconds)
      guard let choice = detector.bucket, job.bucketIsAuto || choice.seconds != job.bucketSeconds else {
        return own
      }
      return "\(own) -> \(BucketLength.text(choice.seconds))"
    }

    /// A detector shows something of return period T once in T.
    private func alerts(_ job: Job, detectors: Int) -> String {
      let seconds =
        budget.map { Budget(alertsPerDay: $0, detectors: detectors).returnPeriodSeconds }
        ?? ReturnPeriod.seconds(score: job.alert.threshold)
      return NumberText.value(30 * ReturnPeriod.day / seconds)
    }

    private func printReasons(_ jobs: [JobSurvey]) {
      let lines = jobs.flatMap { job in
        job.detectors.compactMap { detector -> String? in
          guard let choice = detector.bucket, choice.seconds != job.job.bucketSeconds || job.job.bucketIsAuto
          else { return nil }
          return "  \(job.job.id): \(BucketLength.text(choice.seconds)): \(choice.reason)"
        }
      }
      if !lines.isEmpty { print((["", "why another bucket:"] + lines).joined(separator: "\n")) }
    }

    private func printIdle(_ survey: Survey, _ active: [JobSurvey]) {
      let idle = survey.jobs.filter { job in !active.contains { $0.job.id == job.job.id } }
      guard !idle.isEmpty else { return }
      print("\nnothing for:")
      for job in idle {
        let reasons = SurveyAdvice.of(job, in: survey).map(\.text)
        print("  \(job.job.id): \(reasons.joined(separator: "; "))")
      }
    }
  }
}
