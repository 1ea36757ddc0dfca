import HarrierEvents
import HarrierScoring

/// What several detectors tell of one thing: a row for a person to look at, told by its strangest record.
///
/// Use for what a person reads. Records themselves stay as they are, each with the score of its own detector.
///
/// A record belongs to the strangest one that has an event of its own among its evidence, or that is about the same
/// host or person within an hour (``HarrierScoring/Subject``). What only meets the others of that story does not, so
/// that no chain of chance ties a day together.
public struct Story: Sendable, Hashable {
  /// Index of the strangest record.
  public var leader: Int
  /// Indices of the others, the strangest first.
  public var others: [Int] = []

  /// - Parameter ranked: in the order of ``Ranking/findings(_:)``.
  /// - Returns: stories in the order of their leaders; every record is in one of them.
  /// - Complexity: linear in the records' pointers to events, times the stories of one host.
  public static func told(by ranked: [Record]) -> [Story] {
    var stories: [Story] = []
    var index = StoryIndex()
    for (number, record) in ranked.enumerated() {
      let traces = RecordTraces(of: record)
      if let story = index.story(of: traces) {
        stories[story].others.append(number)
      } else {
        index.add(stories.count, traces)
        stories.append(Story(leader: number))
      }
    }
    return stories
  }
}
