import ArgumentParser
import Foundation
import HarrierJobs
import HarrierReports

extension JobsCommand {
  /// `harrier jobs coverage`: the techniques of ATT&CK that jobs look for.
  struct Coverage: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows which techniques of ATT&CK the jobs look for, by tactic.",
      discussion: """
        A technique counts where a job names it. --navigator writes a layer (format 4.5) for the ATT&CK Navigator, in
        which the number of jobs is a technique's score.

        EXAMPLES
          harrier jobs coverage
          harrier jobs coverage --jobs windows linux --format markdown
          harrier jobs coverage --navigator layer.json
        """)
    @OptionGroup var choice: JobChoice
    @Option(help: "text, json or markdown.") var format = Format.text
    @Option(help: "File for a layer of the ATT&CK Navigator.", completion: .file(extensions: ["json"]))
    var navigator: String?

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

    func run() throws {
      let jobs = try choice.selected()
      if let navigator {
        do { try NavigatorLayer(jobs).json.write(to: URL(filePath: navigator)) } catch {
          throw Failure.output("\(navigator): cannot be written: \(error.localizedDescription)")
        }
      }
      let coverage = HarrierJobs.Coverage(jobs)
      switch format {
      case .text: print(text(coverage, jobs.count))
      case .markdown: print(markdown(coverage))
      case .json: print(try json(coverage, jobs.count))
      }
    }

    private func text(_ coverage: HarrierJobs.Coverage, _ jobs: Int) -> String {
      var lines = ["\(jobs) jobs, \(coverage.counts.count) techniques of ATT&CK"]
      for row in coverage.rows {
        let known = Attack.techniques.count { $0.tactics.contains(row.tactic.id) }
        lines.append(
          "\n\(row.tactic.name) (\(row.tactic.id)): \(row.techniques.count) of \(known) known techniques, \(NumberText.count(row.jobs, "job"))"
        )
        for item in row.techniques {
          let count = String(item.jobs)
          let pad = String(repeating: " ", count: max(0, 5 - count.count))
          lines.append("\(pad)\(count)  \(item.technique.id)  \(item.technique.name)")
        }
      }
      if !coverage.unknown.isEmpty {
        lines.append("\nnot in the table of ATT&CK: \(coverage.unknown.joined(separator: ", "))")
      }
      return lines.joined(separator: "\n")
    }

    private func markdown(_ coverage: HarrierJobs.Coverage) -> String {
      var lines = ["| tactic | technique | name | jobs |", "|---|---|---|---|"]
      for row in coverage.rows {
        lines += row.techniques.map {
          "| \(row.tactic.name) | [\($0.technique.id)](\($0.technique.link)) | \($0.technique.name) | \($0.jobs) |"
        }
      }
      return lines.joined(separator: "\n")
    }

    private func json(_ coverage: HarrierJobs.Coverage, _ jobs: Int) throws -> String {
      let tactics = coverage.rows.map { row in
        CoverageJSON.Tactic(
          id: row.tactic.id, name: row.tactic.name, jobs: row.jobs,
          techniques: row.techniques.map {
            CoverageJSON.Technique(id: $0.technique.id, name: $0.technique.name, jobs: $0.jobs)
          })
      }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      let whole = CoverageJSON(
        jobs: jobs, techniques: coverage.counts.count, tactics: tactics, unknown: coverage.unknown)
      return String(decoding: try encoder.encode(whole), as: UTF8.self)
    }
  }
}

/// What `--format json` prints.
private struct CoverageJSON: Encodable {
  struct Technique: Encodable {
    let id: String
    let name: String
    let jobs: Int
  }
  struct Tactic: Encodable {
    let id: String
    let name: String
    let jobs: Int
    let techniques: [Technique]
  }
  let jobs: Int
  let techniques: Int
  let tactics: [Tactic]
  let unknown: [String]
}
