import HarrierQuery

/// What a valid job may still have wrong: names that nobody knows. A user's own fields are such names, too.
public enum JobAdvice {
  /// Sentences, in the order of the job's keys; none for a job without doubt.
  public static func warnings(_ job: Job) -> [String] {
    techniques(job) + unknownFields(of: job).map { field in
      let near = KnownFields.near(field)
      return "the field \(field) is none of ECS, of a format or derived here"
        + (near.isEmpty ? "" : "; did you mean \(near.joined(separator: ", "))?")
    }
  }

  /// Fields of its query, detectors, needs and influencers that nobody knows, by name.
  public static func unknownFields(of job: Job) -> [String] {
    fields(of: job).filter { !KnownFields.isKnown($0) && $0 != Categorization.category }
  }

  /// Every field that a job speaks of, each once, by name.
  public static func fields(of job: Job) -> [String] {
    let query = (try? KQL.parse(job.query))?.fields ?? []
    return query.union(job.needs).union(job.influencers).union(job.detectors.flatMap(\.fields)).sorted()
  }

  private static func techniques(_ job: Job) -> [String] {
    job.attack.filter { Attack.technique($0) == nil }.map { id in
      let near = Suggestion.near(id, among: Attack.techniques.map(\.id))
      return "the technique \(id) is not in the table of ATT&CK"
        + (near.isEmpty ? "" : "; near: \(near.joined(separator: ", "))")
    }
  }
}
