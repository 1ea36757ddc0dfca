import HarrierResults
import HarrierScoring

/// A story with its records at hand, as the page shows it: a row for the strangest, the others in its reasons.
struct PageStory {
  /// The strangest record's index among all, by which its raw events are known.
  let index: Int
  let record: Record
  /// Of all its records together.
  let evidence: JointEvidence
  let row: FindingRow
  /// Others about the same thing, the strangest first.
  let others: [Record]

  init(_ story: Story, _ records: [Record]) {
    index = story.leader
    record = records[story.leader]
    evidence = story.evidence
    row = FindingRow(record, score: evidence.score)
    others = story.others.map { records[$0] }
  }

  /// Every job that tells it.
  var jobs: [String] { [row.job] + others.map { VisibleText.line($0.jobID) } }
}
