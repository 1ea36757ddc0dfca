import ArgumentParser

/// `harrier results`: what hunts with `--out` have found, asked again without hunting again.
struct ResultsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "results",
    abstract: "Asks what hunts with --out have found: findings, who is behind them, and the hunts.",
    discussion: """
      Takes folders that hunts wrote (--out), or a folder of such folders, one a day for instance: all of them are one
      answer. No log is read again.

      EXAMPLES
        harrier results findings/                              the strangest of all that the hunt kept
        harrier results findings/ --with WS-042 --from 2026-01-19
        harrier results findings/ --jobs 'rare_*' --min-score 75 --format csv > rare.csv
        harrier results entities findings/                     hosts, people and addresses by what they took part in
        harrier results runs daily/                            the hunts whose findings lie there
      """,
    subcommands: [Findings.self, Entities.self, Runs.self], defaultSubcommand: Findings.self)
}
