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
        """)
    @OptionGroup var folders: ResultFolders
    @OptionGroup var choice: ResultsChoice
    @Option(parsing: .upToNextOption, help: "Fields, such as host.name; all unless told.")
    var field: [String] = []
    @Option(parsing: .unconditional, help: "Values to print.") var top = 20

    func validate() throws {
      guard top >= 0 else { throw ValidationError("--top is 0 or more") }
    }

    func run() throws {
      let query = try choice.query(folders.hunts())
      let all = try folders.read { store, _ in try store.influencers(matching: query) }
      let entities = EntityResult.summary(of: try chosen(all))
      guard !entities.isEmpty else { return print("Nobody took part.") }
      for line in Self.lines(entities.prefix(top)) { print(line) }
      if entities.count > top { print("… and \(NumberText.count(entities.count - top)) more") }
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

    private static func lines(_ entities: ArraySlice<EntityResult>) -> [String] {
      TextTable.lines(
        [
          ("field", false), ("value", false), ("score", true), ("total", true), ("first", false),
          ("last", false), ("jobs", false),
        ],
        rows: entities.map { entity in
          [
            entity.fieldName, entity.value, NumberText.score(entity.maximumScore),
            NumberText.count(Int(entity.totalScore)), TimeText.minute(entity.firstBucket),
            TimeText.minute(entity.lastBucket), names(entity.jobs),
          ]
        })
    }

    private static let namesShown = 3

    private static func names(_ jobs: [String]) -> String {
      jobs.prefix(namesShown).joined(separator: ", ")
        + (jobs.count > namesShown ? " and \(jobs.count - namesShown) more" : "")
    }
  }
}
