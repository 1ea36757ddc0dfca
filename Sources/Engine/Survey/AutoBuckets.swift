import HarrierJobs

/// Settles `bucket: auto` before a hunt.
///
/// The choice is a function of the first events (seven days or 64 MiB of them), so it is the same for any number of
/// threads and any order of the files. A hunt that goes on from saved state keeps the length it began with.
public enum AutoBuckets {
  private static let mostBytes: Int64 = 64 << 20
  private static let mostSeconds: Int64 = 7 * 86_400

  /// The hunt's jobs with a length each, and a sentence for each that was chosen.
  ///
  /// - Throws: ``Plan/Failure`` for a job that cannot be planned.
  public static func settle(_ paths: [String], _ options: HuntOptions) throws -> (
    jobs: [Job], notes: [String]
  ) {
    var waiting: [String: Job] = [:]
    var settled: [String: (job: Job, note: String)] = [:]
    for job in options.jobs where job.bucketIsAuto {
      if let seconds = try saved(job, options) {
        settled[job.id] = (job.with(seconds), note(job, seconds, "as in the saved state"))
      } else {
        waiting[job.id] = job
      }
    }
    if !waiting.isEmpty {
      let jobs = waiting.values.sorted { $0.id < $1.id }
      var look = SurveyOptions(jobs: jobs, mostBytes: mostBytes, hunt: options)
      look.mostSeconds = mostSeconds
      for survey in try Surveyor.survey(paths, look).jobs {
        let choice = survey.recommendation
        let seconds = choice?.seconds ?? BucketChoice.fallback
        settled[survey.job.id] = (
          survey.job.with(seconds),
          note(survey.job, seconds, choice?.reason ?? "nothing that could be looked at matched its query")
        )
      }
    }
    let jobs = options.jobs.map { settled[$0.id]?.job ?? $0 }
    return (jobs, options.jobs.compactMap { settled[$0.id]?.note })
  }

  private static func note(_ job: Job, _ seconds: Int64, _ reason: String) -> String {
    "\(job.id): bucket of \(BucketLength.text(seconds)) chosen: \(reason)"
  }

  /// The length with which saved state knows the job.
  private static func saved(_ job: Job, _ options: HuntOptions) throws -> Int64? {
    guard let known = options.state?.detectors(), !known.isEmpty else { return nil }
    for seconds in BucketChoice.ladder {
      let plan = try Plan(
        jobs: [job.with(seconds)], enrichers: .init(), transforms: options.transforms)
      let planned = plan.jobs[0]
      let run = DetectorRun(
        0, planned, detector: planned.detectors[0], index: 0,
        register: HuntRegister(wakings: WakingRegister(plan)))
      if known[run.signature] != nil { return seconds }
    }
    return nil
  }
}

extension Job {
  fileprivate func with(_ seconds: Int64) -> Job {
    var job = self
    job.bucketSeconds = seconds
    return job
  }
}
