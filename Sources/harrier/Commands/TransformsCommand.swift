import ArgumentParser
import Foundation
import HarrierEngine
import HarrierEnrichment
import HarrierInputs
import HarrierJobs
import HarrierReports
import HarrierScoring

/// Transforms of the user's own.
struct TransformChoice: ParsableArguments {
  @Option(
    parsing: .upToNextOption,
    help: "Transform files (.yml) of your own, beside those of the house; see “harrier transforms”.",
    completion: .file(extensions: ["yml", "yaml"]))
  var transforms: [String] = []

  func selected() throws -> [Transform] {
    do {
      let own = try transforms.map { try TransformFile.read($0) }
      guard Set(own.map(\.id)).count == own.count else {
        throw Failure.configuration("two files of --transforms give one id")
      }
      return TransformCatalogue.with(own)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure.configuration("\(error)")
    }
  }
}

/// `harrier transforms`: rows made of rows, for jobs to read.
struct TransformsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transforms", abstract: "Lists and checks transforms, and shows the rows they make.",
    discussion: """
      A transform makes rows of rows: a session with its length, what a host sent to a destination in an hour, a
      process with the names of its ancestors. A job reads them by “event.dataset: harrier.<id>”, and switches the
      transform on by that.

      EXAMPLES
        harrier transforms list
        harrier transforms rows ssh_session logs/
        harrier transforms check mine.yml
        harrier hunt logs/ --transforms mine.yml --jobs ./sessions.yml
      """,
    subcommands: [List.self, Check.self, Rows.self], defaultSubcommand: List.self)

  /// `harrier transforms list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The transforms, their fields and the jobs that read them.",
      discussion: "EXAMPLE\n  harrier transforms list")
    @OptionGroup var choice: TransformChoice

    func run() throws {
      for transform in try choice.selected() {
        let readers = JobCatalogue.all.filter { $0.query.contains(transform.dataset) }.map(\.id)
        print("\(transform.id): \(transform.title)")
        print("  fields: \(transform.rowFields.joined(separator: ", "))")
        print("  read by: \(readers.isEmpty ? "no job of the catalogue" : readers.joined(separator: ", "))")
      }
    }
  }

  /// `harrier transforms check`
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Checks transform files.",
      discussion: """
        Names every problem of a file with its line and column.

        EXAMPLE
          harrier transforms check mine.yml

        EXIT STATUS
          0 every file can be used; 1 one cannot
        """)
    @Argument(help: "Transform files.", completion: .file(extensions: ["yml", "yaml"])) var files: [String]

    func run() throws {
      var broken = 0
      for file in files {
        do { print("\(file): ok (\(try TransformFile.read(file).dataset))") } catch {
          Message.print("\(error)")
          broken += 1
        }
      }
      if broken > 0 {
        throw Failure.configuration("\(broken) of \(files.count) transform files cannot be used")
      }
    }
  }

  /// `harrier transforms rows`
  struct Rows: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Prints the rows that a transform makes of logs, as JSON, a line each.",
      discussion: """
        EXAMPLES
          harrier transforms rows ssh_session logs/
          harrier transforms rows mine logs/ --transforms mine.yml
        """)
    @Argument(help: "A transform's id.") var id: String
    @Argument(help: "Files, folders, globs, or - for standard input.", completion: .file()) var paths:
      [String]
    @OptionGroup var choice: TransformChoice
    @Option(help: "GeoIP database (.mmdb); may be given twice.", completion: .file(extensions: ["mmdb"]))
    var geoip: [String] = []
    @Option(help: "Threads; all processors unless told.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
      guard (1...1024).contains(threads) else { throw ValidationError("--threads is 1 to 1024") }
    }

    func run() throws {
      let transforms = try choice.selected()
      guard let transform = transforms.first(where: { $0.id == id }) else {
        throw Failure.configuration(
          "no transform is called “\(VisibleText.line(id))”; there are \(transforms.map(\.id).joined(separator: ", "))"
        )
      }
      let files: [String]
      do { files = try InputFiles.expand(paths) } catch { throw Failure.input("\(error)") }
      // Somebody has to ask for the rows.
      let asking = Job(
        id: "rows", title: "rows", query: "event.dataset: \"\(transform.dataset)\"", bucketSeconds: 86_400,
        detectors: [DetectorSpec(function: "count")])
      let outcome: HuntOutcome
      do {
        let databases = try geoip.map { try GeoDatabase(path: $0) }
        var options = HuntOptions(
          jobs: [asking], threads: threads, enrichers: EnricherRegistry(databases: databases))
        options.transforms = transforms
        options.keepsRows = true
        outcome = try Hunt(options).run(files)
      } catch { throw Failure.configuration("\(error)") }
      for row in outcome.rows { print(row) }
      for note in outcome.notes { Message.print(note) }
      if outcome.events == 0 {
        let problem = outcome.files.first { $0.problem != nil }
        throw Failure.input(
          "nothing could be read: \(problem.map { "\($0.path): \($0.problem!)" } ?? "no event in the files")")
      }
    }
  }
}
