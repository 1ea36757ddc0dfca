import HarrierQuery

/// Which jobs the data at hand can answer.
///
/// ```swift
/// for recognition in Recogniser.recognise(JobCatalogue.all, presentFields: ["process.name", "host.name"])
/// where recognition.isApplicable { run(recognition.job) }
/// ```
public enum Recogniser {
  /// One answer a job, in the jobs' order.
  ///
  /// - Parameters:
  ///   - jobs: those to answer for.
  ///   - presentFields: ECS names of the fields that occur in the data.
  ///   - matches: events that each job's query takes, by job id, where that was counted.
  public static func recognise(
    _ jobs: [Job], presentFields: Set<String>, matches: [String: Int] = [:]
  ) -> [Recognition] {
    jobs.map { job in
      let made = rowFields(of: job)
      return Recognition(
        job: job, missing: job.needs.filter { !presentFields.contains($0) && !made.contains($0) },
        lacking: matches[job.id] == 0 ? lacking(job, presentFields) : [], matches: matches[job.id])
    }
  }
}

extension Recogniser {
  /// Fields that every event of the job has, and no event of the data.
  public static func lacking(_ job: Job, _ presentFields: Set<String>) -> [String] {
    guard let query = try? KQL.parse(job.query) else { return [] }
    return query.requiredFields.subtracting(presentFields).sorted()
  }

  /// Fields that no data has, for transforms make them of what it has.
  private static func rowFields(of job: Job) -> Set<String> {
    guard let query = try? KQL.parse(job.query) else { return [] }
    let datasets = TransformCatalogue.datasets(readBy: query)
    let fields = TransformCatalogue.all.filter { datasets.contains($0.dataset) }.flatMap(\.rowFields)
    return Set(fields.filter { $0.hasPrefix(Transform.datasetPrefix) })
  }
}

/// Whether a job suits the data, and why not.
public struct Recognition: Hashable, Sendable {
  public let job: Job
  /// Needed fields that the data lacks, in the job's order.
  public let missing: [String]
  /// Where no event matches: fields that the query cannot do without and the data lacks, by name.
  public let lacking: [String]
  /// Events that the job's query takes; nil if nobody counted.
  public let matches: Int?

  public init(job: Job, missing: [String], lacking: [String] = [], matches: Int?) {
    self.job = job
    self.missing = missing
    self.lacking = lacking
    self.matches = matches
  }

  public var isApplicable: Bool { missing.isEmpty && matches != 0 }

  /// `needs destination.geo.country_name`, or nil for a job that applies.
  public var obstacle: String? {
    if !missing.isEmpty { return Self.needs(missing) }
    guard matches == 0 else { return nil }
    return lacking.isEmpty ? "no event matches its query" : Self.needs(lacking)
  }

  private static func needs(_ fields: [String]) -> String { "needs \(fields.joined(separator: ", "))" }
}
