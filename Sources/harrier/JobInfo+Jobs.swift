import HarrierJobs
import HarrierReports

extension JobInfo {
  /// What a page says of jobs.
  static func byID(_ jobs: [Job]) -> [String: JobInfo] {
    Dictionary(
      uniqueKeysWithValues: jobs.map {
        ($0.id, JobInfo(title: $0.title, why: $0.why, attack: $0.attack, falsePositives: $0.falsePositives))
      })
  }
}
