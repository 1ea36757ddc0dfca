import ArgumentParser
import HarrierReports
import HarrierResults
import HarrierScoring

extension ResultsCommand {
  /// `harrier results entities`: who took part in what was found.
  struct Entities: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists hosts, people, addresses and other values by what they took part in.",
      discussion: """
        The highest score first. total is the sum over buckets and jobs: many small things come to something.

        EXAMPLES
          harrier results entities findings/
          harrier results entities daily/ --field host.name user.name --from 2026-01-19
          harrier results entities daily/ --format csv > who.csv
        """)
    @OptionGroup var folders: ResultFolders
    @OptionGroup var choice: ResultsChoice
    @Option(parsing: .upToNextOption, help: "Fields, such as host.name; all unless told.")
    var field: [String] = []
    @OptionGroup var list: ResultsList
    @Option(parsing: .unconditional, help: "Values to print as text; ndjson and csv have all.") var top = 20

    func validate() throws {
      guard top >= 0 else { throw ValidationError("--top is 0 or more") }
    }

    func run() throws {
      let query = try choice.query(folders.hunts())
      let all = try folders.read { store, _ in try store.influencers(matching: query) }
      let entities = EntityResult.summary(of: try chosen(all))
      try list.print(
        entities, none: "Nobody took part.", columns: Self.columns, most: top, cells: Self.cells,
        json: EntityEncoder.line)
    }

    private func chosen(_ influencers: [InfluencerResult]) throws -> [InfluencerResult] {
      guard !field.isEmpty else { return influencers }
      let known = Set(influencers.map(\.fieldName))
      if !known.isEmpty, let stray = field.first(where: { !known.contains($0) }) {
        throw Failure.configuration(
          "--field: nobody took part by “\(stray)”; there are \(known.sorted().joined(separator: ", "))")
      }
      return influencers.filter { field.contains($0.fieldName) }
    }

    private static let columns = [
      ("field", false), ("value", false), ("score", true), ("total", true), ("first", false), ("last", false),
      ("jobs", false),
    ]

    /// A program gets numbers and names as they are.
    private static func cells(_ entity: EntityResult, _ format: ResultsList.Format) -> [String] {
      let isText = format == .text
      return [
        entity.fieldName, entity.value,
        isText ? NumberText.score(entity.maximumScore) : JSONNumber.text(entity.maximumScore),
        isText ? NumberText.count(Int(entity.totalScore)) : JSONNumber.text(entity.totalScore),
        isText ? TimeText.minute(entity.firstBucket) : entity.firstBucket.iso8601,
        isText ? TimeText.minute(entity.lastBucket) : entity.lastBucket.iso8601,
        isText ? names(entity.jobs) : entity.jobs.joined(separator: "; "),
      ]
    }

    private static let namesShown = 3

    private static func names(_ jobs: [String]) -> String {
      jobs.prefix(namesShown).joined(separator: ", ")
        + (jobs.count > namesShown ? " and \(jobs.count - namesShown) more" : "")
    }
  }
}
