import Yams

/// Elastic's anomaly detection jobs as Harrier's.
///
/// ```swift
/// let made = ElasticImport.jobs(from: [("job.json", text)])
/// ```
///
/// What cannot be said in a job file is a problem with its place in the JSON; nothing is left out silently.
///
/// - Not for: results, model snapshots, calendars (an .ics file or `calendars:` in the job file), alerting rules.
public enum ElasticImport {
  /// One job of the files.
  public struct Import: Sendable {
    /// The id that the job has, or would have.
    public var id: String
    /// The job file; nil where the job could not be made.
    public var yaml: String?
    public var job: Job?
    /// What could not be mapped, each with its place.
    public var problems: [JobProblem]
    /// What reads a little differently here, and what has no meaning here.
    public var remarks: [String]
  }

  /// All that the files hold.
  public struct Outcome: Sendable {
    public var imports: [Import]
    /// What is wrong with the files themselves.
    public var problems: [JobProblem]
  }

  /// Whether a text looks like Elastic's JSON for jobs.
  public static func recognises(_ text: String) -> Bool { ElasticFiles.recognises(text) }

  /// The jobs of files: jobs, datafeeds and filter lists, in any order and any number a file.
  ///
  /// - Parameters:
  ///   - files: their names and what is in them.
  ///   - partial: makes a job without what cannot be mapped, where it is still one.
  public static func jobs(from files: [(name: String, text: String)], partial: Bool = false) -> Outcome {
    var parts = ElasticFiles()
    for file in files { parts.read(file.text, name: file.name) }
    let filters = Dictionary(
      parts.filters.map { ($0.node.mapping?["filter_id"]?.scalar?.string ?? "", $0) },
      uniquingKeysWith: { first, _ in first })
    var outcome = Outcome(imports: [], problems: parts.problems)
    for job in parts.jobs {
      let name = job.job.node.mapping?["job_id"]?.scalar?.string
      let datafeed = parts.takeDatafeed(of: job, id: name ?? "")
      outcome.imports.append(make(job, name, datafeed, filters, partial: partial))
    }
    for left in parts.datafeeds {
      outcome.problems.append(problem(left, "a datafeed, but none of the files has its job"))
    }
    checkIDs(&outcome)
    if outcome.imports.isEmpty, outcome.problems.isEmpty {
      outcome.problems = files.map {
        JobProblem(file: $0.name, line: 1, column: 1, field: nil, message: "found no job")
      }
    }
    return outcome
  }

  private static func problem(_ part: ElasticFiles.Part, _ message: String) -> JobProblem {
    JobProblem(
      file: part.file, line: part.node.mark?.line ?? 1, column: part.node.mark?.column ?? 1,
      field: part.path.isEmpty ? nil : part.path, message: message)
  }

  /// Two jobs of one id would be written to one file.
  private static func checkIDs(_ outcome: inout Outcome) {
    var seen: Set<String> = []
    for index in outcome.imports.indices where !seen.insert(outcome.imports[index].id).inserted {
      let id = outcome.imports[index].id
      outcome.imports[index].problems.append(
        JobProblem(file: id, line: 1, column: 1, field: "job_id", message: "two jobs have this id"))
      outcome.imports[index].yaml = nil
      outcome.imports[index].job = nil
    }
  }

  private static func make(
    _ job: ElasticFiles.JobPart, _ name: String?, _ datafeed: ElasticFiles.Part?,
    _ filters: [String: ElasticFiles.Part], partial: Bool
  ) -> Import {
    // A module's file has no id but its own name; a dot may stand in an id of Elastic's alone.
    let id = (name ?? ElasticFiles.name(of: job.job.file)).replacing(".", with: "_")
    var walk = ElasticJobReader(file: job.job.file, filters: filters)
    if let datafeed, datafeed.file != job.job.file {
      walk.reader.remark("query from \(ElasticFiles.name(of: datafeed.file)).json")
    }
    walk.read(job, id: id, datafeed: datafeed)
    var result = Import(
      id: id, problems: walk.reader.nodes.problems,
      remarks: walk.reader.remarks
        + (walk.reader.idle.isEmpty
          ? [] : ["without a meaning here: " + walk.reader.idle.joined(separator: ", ")]))
    finish(&result, walk, partial: partial)
    if !partial, !result.problems.isEmpty { (result.yaml, result.job) = (nil, nil) }
    return result
  }

  /// Writes the draft and reads it as any job file; what the reader refuses is told of the JSON.
  private static func finish(_ result: inout Import, _ walk: ElasticJobReader, partial: Bool) {
    var draft = walk.draft
    while true {
      draft.comments = comments(result)
      let yaml = draft.yaml
      do throws(JobFileError) {
        let job = try JobFile.parse(yaml, fileName: "\(result.id).yml", pack: "user")
        result.yaml = yaml
        result.job = job
        return
      } catch {
        // With `partial` one thing goes at a time: what it takes along may have had problems too.
        for problem in partial ? Array(error.problems.prefix(1)) : error.problems {
          result.problems.append(translate(problem, draft, walk))
        }
        guard partial, draft.drop(error.problems.first?.field ?? "") else { return }
      }
    }
  }

  /// A problem of the job file as one of the JSON it was made from.
  private static func translate(_ problem: JobProblem, _ draft: JobDraft, _ walk: ElasticJobReader)
    -> JobProblem
  {
    guard let origin = draft.origin(of: problem.field ?? "") else { return problem }
    return JobProblem(
      file: walk.reader.nodes.file, line: origin.node.mark?.line ?? 1,
      column: origin.node.mark?.column ?? 1, field: origin.path, message: problem.message)
  }

  private static func comments(_ result: Import) -> [String] {
    var lines = ["imported from an Elastic anomaly detection job"]
    lines += result.remarks
    lines += result.problems.map { "left out: \($0.field.map { "\($0): " } ?? "")\($0.message)" }
    return lines
  }
}
