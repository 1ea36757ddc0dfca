import HarrierEvents
import HarrierScoring

/// What several detectors tell of one thing: a row for a person to look at, told by its strangest record and worth what
/// all of them are together (``HarrierScoring/JointEvidence``).
///
/// Use for what a person reads. Records have their place in it too (``HarrierScoring/Standing``), by what was known when they were.
///
/// A record belongs to the strangest one that has an event of its own among its evidence, or that is about the same
/// host or person within an hour (``HarrierScoring/Subject``), or within a day where both say that somebody is new
/// (``HarrierScoring/Record/saysSomebodyIsNew``). What only meets the others of that story does not, so that no chain of
/// chance ties a day together.
public struct Story: Sendable, Hashable {
  /// Index of the strangest record.
  public var leader: Int
  /// Indices of the others, the strangest first.
  public var others: [Int] = []
  public var evidence: JointEvidence

  /// Told by all records, the strangest being the rarest to its own detector: a ``HarrierScoring/Standing`` lends one what others have.
  ///
  /// - Parameter records: in the order of ``Ranking/findings(_:)``.
  /// - Returns: those with most evidence first, else in the order of their leaders; every record is in one of them.
  /// - Complexity: linear in the records' pointers to events, times the stories of one host.
  public static func told(by records: [Record]) -> [Story] {
    let members = parted(records)
    let stories = members.map { indices in
      Story(
        leader: indices[0], others: Array(indices.dropFirst()),
        evidence: JointEvidence(of: indices.lazy.map { records[$0] }))
    }
    let worth = stories.map(\.evidence.seconds)
    return stories.indices.sorted { (-worth[$0], $0) < (-worth[$1], $1) }.map { stories[$0] }
  }

  /// Indices of each story's records, the strangest first.
  private static func parted(_ records: [Record]) -> [[Int]] {
    var stories: [[Int]] = []
    var index = StoryIndex()
    let ranked = records.indices.sorted { a, b in
      let (one, other) = (records[a].returnPeriodSeconds, records[b].returnPeriodSeconds)
      return one == other ? a < b : one > other
    }
    for number in ranked {
      let traces = RecordTraces(of: records[number])
      if let story = index.story(of: traces) {
        stories[story].append(number)
      } else {
        index.add(stories.count, traces)
        stories.append([number])
      }
    }
    return stories
  }
}
