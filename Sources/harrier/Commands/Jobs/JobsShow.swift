import ArgumentParser
import HarrierJobs

extension JobsCommand {
  /// `harrier jobs show`: all of a job, for a person.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows a job: what it looks for, why, and what a benign hit looks like.",
      discussion: "EXAMPLE\n  harrier jobs show rare_method_for_a_user")
    @Argument(help: "Id, alias or file of a job.") var job: String

    func run() throws {
      print(try JobChoice.select([job]).map(Self.text).joined(separator: "\n\n"))
    }

    private static func text(_ job: Job) -> String {
      var lines = ["\(job.id): \(job.title)", "", job.why, ""]
      lines.append("pack             \(job.pack)")
      for technique in job.attack { lines.append("ATT&CK           \(words(technique))") }
      lines.append("needs            \(job.needs.joined(separator: ", "))")
      lines.append("query            \(job.query.isEmpty ? "every event" : job.query)")
      lines.append("bucket           \(job.bucketIsAuto ? "auto" : BucketLength.text(job.bucketSeconds))")
      for detector in job.detectors { lines.append("detector         \(detector.label)") }
      lines.append("influencers      \(job.influencers.joined(separator: ", "))")
      lines.append(
        "alert            score \(Int(job.alert.threshold)), \(job.alert.severity), risk \(job.alert.riskScore)"
      )
      for positive in job.falsePositives { lines.append("false positive   \(positive)") }
      for reference in references(job) { lines.append("reference        \(reference)") }
      if !job.aliases.isEmpty { lines.append("also known as    \(job.aliases.joined(separator: ", "))") }
      return lines.joined(separator: "\n")
    }

    /// `T1110.003 Password Spraying (Credential Access)`
    private static func words(_ id: String) -> String {
      guard let technique = Attack.technique(id) else { return id }
      let tactics = technique.tactics.compactMap { Attack.tactic($0)?.name }
      return "\(id) \(technique.name) (\(tactics.joined(separator: ", ")))"
    }

    /// The job's own, and the pages of its techniques.
    private static func references(_ job: Job) -> [String] {
      let pages = job.attack.compactMap { Attack.technique($0)?.link }
      return job.references + pages.filter { !job.references.contains($0) }
    }
  }
}
