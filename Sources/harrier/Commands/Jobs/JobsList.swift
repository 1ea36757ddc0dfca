import ArgumentParser
import HarrierJobs

extension JobsCommand {
  /// `harrier jobs list`: a line a job, of all or of some.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists jobs: pack, id, title and ATT&CK techniques.",
      discussion: """
        A job is listed where it passes every choice: --jobs, --pack, --attack, and each word, which must stand in its
        id, title, reason, query, fields or aliases. --for looks at the beginning of logs and lists the jobs that they
        can answer, and under them those that they cannot, with what they lack.

        EXAMPLES
          harrier jobs list
          harrier jobs list --pack dns web
          harrier jobs list --attack T1059 powershell
          harrier jobs list --for logs/ --missing

        EXIT STATUS
          0 there are such jobs; 1 there are none, or usage; 2 logs could not be read
        """)
    @Argument(help: "Words that a job must have.") var words: [String] = []
    @OptionGroup var choice: JobChoice
    @Option(parsing: .upToNextOption, help: "Packs.") var pack: [String] = []
    @Option(parsing: .upToNextOption, help: "ATT&CK techniques, with those below them, and tactics (TA0006).")
    var attack: [String] = []
    @Option(
      name: .customLong("for"), parsing: .upToNextOption,
      help: "Logs: which jobs apply to them; files, folders or globs.", completion: .file())
    var data: [String] = []
    @Flag(help: "With --for, also the jobs that do not apply, and why.") var missing = false
    @OptionGroup var survey: SurveyChoice

    func validate() throws {
      for name in pack where !JobCatalogue.packs.contains(name) {
        throw ValidationError(
          "--pack is “\(name)”, expected one of: \(JobCatalogue.packs.joined(separator: ", "))")
      }
      guard !missing || !data.isEmpty else { throw ValidationError("--missing goes with --for") }
    }

    func run() throws {
      let jobs = try choice.selected().filter(isChosen).sorted { ($0.pack, $0.id) < ($1.pack, $1.id) }
      guard !jobs.isEmpty else { throw Failure.configuration("no job fits \(choices)") }
      guard !data.isEmpty else { return Self.lines(jobs).forEach { print($0) } }
      try listApplicable(jobs)
    }

    private func listApplicable(_ jobs: [Job]) throws {
      let survey = try self.survey.survey(data, jobs)
      print(SurveyChoice.sentence(survey))
      for problem in survey.problems { Message.print(problem) }
      let found = survey.jobs.map { job in
        Recognition(
          job: job.job, missing: job.events > 0 ? job.fields.filter { $0.present == 0 }.map(\.name) : [],
          lacking: job.events == 0 ? Recogniser.lacking(job.job, survey.presentFields) : [],
          matches: job.events)
      }
      let applicable = found.filter(\.isApplicable).map(\.job)
      print("\n\(applicable.count) of \(jobs.count) jobs apply")
      Self.lines(applicable).forEach { print($0) }
      guard missing else { return }
      print("\n\(found.count - applicable.count) do not")
      for one in found where !one.isApplicable {
        print("\(one.job.pack)  \(one.job.id): \(one.obstacle ?? "")")
      }
    }

    // MARK: Choice

    /// What was asked for, as it was written.
    private var choices: String {
      [("", words), ("--jobs ", choice.jobs), ("--pack ", pack), ("--attack ", attack)].filter {
        !$0.1.isEmpty
      }
      .map { $0.0 + $0.1.joined(separator: " ") }.joined(separator: " ")
    }

    private func isChosen(_ job: Job) -> Bool {
      (pack.isEmpty || pack.contains(job.pack)) && (attack.isEmpty || attack.contains { names($0, job) })
        && words.allSatisfy { has($0, job) }
    }

    private func names(_ id: String, _ job: Job) -> Bool {
      let id = id.uppercased()
      if id.hasPrefix("TA") { return Attack.tactics(of: job.attack).contains { $0.id == id } }
      return job.attack.contains { $0 == id || $0.hasPrefix(id + ".") }
    }

    private func has(_ word: String, _ job: Job) -> Bool {
      let texts = [job.id, job.title, job.why, job.query] + job.aliases + job.needs
      let word = word.lowercased()
      return texts.contains { $0.lowercased().contains(word) }
    }

    // MARK: Words

    private static func lines(_ jobs: [Job]) -> [String] {
      let packs = jobs.map(\.pack.count).max() ?? 0
      let ids = jobs.map(\.id.count).max() ?? 0
      return jobs.map { job in
        let pack = job.pack.padding(toLength: packs, withPad: " ", startingAt: 0)
        let id = job.id.padding(toLength: ids, withPad: " ", startingAt: 0)
        return "\(pack)  \(id)  \(job.title) [\(job.attack.joined(separator: ", "))]"
      }
    }
  }
}
