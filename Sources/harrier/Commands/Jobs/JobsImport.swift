import ArgumentParser
import Foundation
import HarrierJobs

extension JobsCommand {
  /// `harrier jobs import`: job files out of Elastic's JSON.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Turns Elastic's anomaly detection jobs into job files.",
      discussion: """
        Reads what Elastic's interfaces and modules write: jobs with or without a datafeed_config, datafeeds in
        files of their own, filter lists, and lists of these. What a job file cannot say is named with its place,
        and such a job is not written unless --partial is given, which says in the file what is missing.

        EXAMPLES
          harrier jobs import job.json datafeed_job.json              print the job file
          harrier jobs import jobs.json filters.json --out jobs/      a file a job
          harrier jobs import jobs.json --out jobs/ --partial
          harrier jobs check jobs/*.yml

        EXIT STATUS
          0 every job was mapped; 1 something was not, with or without --partial; 2 a file cannot be read
        """)

    @Argument(help: "Elastic's JSON files, or - for standard input.", completion: .file(extensions: ["json"]))
    var files: [String]
    @Option(help: "Folder for the job files; standard output unless told.", completion: .directory)
    var out: String?
    @Flag(help: "Writes jobs without the parts that cannot be mapped.") var partial = false
    @Flag(help: "Replaces job files that are there already.") var force = false

    func run() throws {
      let outcome = ElasticImport.jobs(from: try files.map { ($0, try Self.text(of: $0)) }, partial: partial)
      for problem in outcome.problems { Message.print("\(problem)") }
      var texts: [String] = []
      for made in outcome.imports {
        for problem in made.problems { Message.print("\(problem)") }
        guard let yaml = made.yaml else {
          Message.print("\(made.id): not imported")
          continue
        }
        if let out { try write(yaml, as: "\(made.id).yml", to: out) } else { texts.append(yaml) }
        for remark in made.remarks { Message.print("\(made.id): \(remark)") }
      }
      if !texts.isEmpty { print(texts.joined(separator: "---\n"), terminator: "") }
      let count = outcome.problems.count + outcome.imports.reduce(0) { $0 + $1.problems.count }
      if count > 0 {
        let done = outcome.imports.count { $0.yaml != nil }
        throw Failure.configuration(
          "\(done) of \(outcome.imports.count) jobs imported; \(count) parts could not be mapped"
            + (partial || outcome.imports.isEmpty ? "" : " (--partial leaves them out)"))
      }
    }

    private static func text(of path: String) throws -> String {
      if path == "-" {
        return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
      }
      do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
        throw Failure.input("\(path): cannot be read: \(error.localizedDescription)")
      }
    }

    private func write(_ yaml: String, as name: String, to folder: String) throws {
      let file = URL(filePath: folder, directoryHint: .isDirectory).appending(path: name)
      if !force, FileManager.default.fileExists(atPath: file.path) {
        throw Failure.configuration("\(file.path) is there already; --force replaces it")
      }
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(yaml.utf8).write(to: file, options: .atomic)
      } catch {
        throw Failure.output("\(file.path): cannot be written: \(error.localizedDescription)")
      }
      Message.print("\(file.path): written")
    }
  }
}
