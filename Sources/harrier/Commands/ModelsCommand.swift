import ArgumentParser
import HarrierEngine
import HarrierReports

/// `harrier models`: what hunts with `--state` have learnt, now and before.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Lists, names, keeps, reverts and compares what hunts with --state have learnt.",
    discussion: """
      Every hunt with --state puts the state before it aside, under the event time that it reaches, and leaves the
      last three of them (--snapshots N). A name may be cut as long as it is clear; “current” is the state that the
      next hunt goes on from.

      EXAMPLES
        harrier models list --state learnt/
        harrier models keep 2026-01-19 --state learnt/      it stays, however many come after
        harrier models name 2026-01-19 before-the-merger --state learnt/
        harrier models diff before-the-merger current --state learnt/
        harrier models revert 2026-01-19 --state learnt/    the next hunt reads again what came after
      """,
    subcommands: [List.self, Name.self, Keep.self, Revert.self, Diff.self], defaultSubcommand: List.self)

  /// The folder of saved models.
  struct Folder: ParsableArguments {
    @Option(help: "Folder of saved models.", completion: .directory) var state: String

    func open() throws -> StateFolder {
      let folder = StateFolder(state)
      guard !folder.entries().isEmpty else {
        throw Failure.configuration("\(StateFolder.Failure.noState(state))")
      }
      return folder
    }

    /// Changes it while nobody else does.
    func change<T>(_ work: (StateFolder) throws -> T) throws -> T {
      try ModelsCommand.explain {
        let folder = try open()
        let lock = try folder.lock()
        return try withExtendedLifetime(lock) { try work(folder) }
      }
    }
  }

  /// Failures of the folder and of states are for the user to mend.
  static func explain<T>(_ work: () throws -> T) throws -> T {
    do { return try work() } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure.configuration("\(error)")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Lists states: the time they reach, their size, and what they know.",
      discussion: """
        The newest written first. With --jobs a line a detector of the current state.

        EXAMPLES
          harrier models list --state learnt/
          harrier models list --state learnt/ --jobs
        """)
    @OptionGroup var folder: Folder
    @Flag(help: "What each job of the current state knows.") var jobs = false

    func run() throws {
      let entries = try folder.open().entries()
      for line in jobs ? try detectors(entries) : states(entries) { print(line) }
    }

    private func states(_ entries: [StateFolder.Entry]) -> [String] {
      TextTable.lines(
        [
          ("name", false), ("kept", false), ("reaches", false), ("size", true), ("jobs", true),
          ("keys", true),
          ("categories", true), ("files read", true),
        ],
        rows: entries.map { entry in
          let start = [entry.name, entry.isKept ? "kept" : ""]
          let size = NumberText.bytes(entry.bytes)
          do throws(SavedState.Failure) {
            let summary = try StateSummary(entry)
            return start + [
              summary.reached.map { TimeText.minute($0) } ?? "nothing", size, NumberText.count(summary.jobs),
              NumberText.count(summary.keys),
              summary.categories > 0 ? NumberText.count(summary.categories) : "",
              NumberText.count(summary.files),
            ]
          } catch {
            return start + ["cannot be read", size, "", "", "", ""]
          }
        })
    }

    private func detectors(_ entries: [StateFolder.Entry]) throws -> [String] {
      let summary = try ModelsCommand.explain { try StateSummary(entries[0]) }
      return TextTable.lines(
        [("detector", false), ("keys", true), ("categories", true), ("size", true)],
        rows: summary.detectors.map { detector in
          [
            detector.name, NumberText.count(detector.keys),
            detector.categories > 0 ? NumberText.count(detector.categories) : "",
            NumberText.bytes(detector.bytes),
          ]
        })
    }
  }

  struct Keep: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Protects a snapshot from the limit.",
      discussion: """
        EXAMPLES
          harrier models keep 2026-01-19T12-00-00Z --state learnt/
          harrier models keep 2026-01-19 --undo --state learnt/
        """)
    @Argument(help: "A snapshot's name.") var name: String
    @OptionGroup var folder: Folder
    @Flag(help: "Lets it go with the others again.") var undo = false

    func run() throws {
      let entry = try folder.change { try $0.keep(name, !undo) }
      print("\(entry.name): \(entry.isKept ? "kept" : "goes with the others")")
    }
  }

  struct Name: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives a snapshot a name of its own, and keeps it.",
      discussion: """
        EXAMPLE
          harrier models name 2026-01-19 before-the-merger --state learnt/
        """)
    @Argument(help: "A snapshot's name.") var name: String
    @Argument(help: "What it is to be called: letters, digits, “-”, “_” and “.”.") var newName: String
    @OptionGroup var folder: Folder

    func run() throws {
      let entry = try folder.change { try $0.name(name, newName) }
      print("\(entry.name): kept")
    }
  }

  struct Revert: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes a snapshot the state that the next hunt goes on from.",
      discussion: """
        What was current becomes a snapshot. Files that were read after the snapshot are read again by the next hunt.

        EXAMPLE
          harrier models revert 2026-01-19 --state learnt/
        """)
    @Argument(help: "A snapshot's name.") var name: String
    @OptionGroup var folder: Folder

    func run() throws {
      let name = try folder.change { folder in
        let entry = try folder.entry(self.name)
        try folder.revert(to: entry.name)
        return entry.name
      }
      print("\(name): current now")
    }
  }

  struct Diff: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tells what one state knows and another does not.",
      discussion: """
        EXAMPLES
          harrier models diff 2026-01-19 current --state learnt/
          harrier models diff 2026-01-12 2026-01-19 --values 50 --state learnt/
        """)
    @Argument(help: "The earlier state.") var before: String
    @Argument(help: "The later state.") var after: String
    @OptionGroup var folder: Folder
    @Option(help: "New values to print for a detector.") var values = 5

    func validate() throws {
      guard values >= 0 else { throw ValidationError("--values is 0 or more") }
    }

    func run() throws {
      let difference = try ModelsCommand.explain {
        let folder = try folder.open()
        return try StateDifference(
          from: StateSummary(folder.entry(before)), to: StateSummary(folder.entry(after)))
      }
      for name in difference.gone { print("- \(name)") }
      for name in difference.added { print("+ \(name)") }
      for change in difference.changes { print(line(change)) }
      print("\(NumberText.count(difference.unchanged, "detector")) the same")
    }

    private func line(_ change: StateDifference.Change) -> String {
      var parts = ["keys \(Self.change(change.keys))"]
      if change.categories != (0, 0) { parts.append("categories \(Self.change(change.categories))") }
      parts.append(NumberText.count(change.newValues.count, "new value"))
      if change.lostValues > 0 { parts.append("\(NumberText.count(change.lostValues)) forgotten") }
      let shown = change.newValues.prefix(values).map { VisibleText.value($0) }
      let more = change.newValues.count > shown.count && !shown.isEmpty ? ", …" : ""
      return "  \(change.name): " + parts.joined(separator: ", ")
        + (shown.isEmpty ? "" : ": \(shown.joined(separator: ", "))\(more)")
    }

    /// `12 -> 15`
    private static func change(_ numbers: (before: Int, after: Int)) -> String {
      numbers.before == numbers.after
        ? NumberText.count(numbers.after)
        : "\(NumberText.count(numbers.before)) -> \(NumberText.count(numbers.after))"
    }
  }
}
