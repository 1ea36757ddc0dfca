import HarrierScoring

/// What several detectors tell of the same raw events: one thing to look at, told by its strangest record.
///
/// Use for what a person reads. Records themselves stay as they are, each with the score of its own detector.
///
/// A record belongs to the strangest one that has an event of its own among its evidence; what only shares events
/// with the others of that story does not, so that no chain of chance ties a day together.
public struct Story: Sendable, Hashable {
  /// Index of the strangest record.
  public var leader: Int
  /// Indices of the others, the strangest first.
  public var others: [Int] = []

  /// - Parameter ranked: in the order of ``Ranking/findings(_:)``.
  /// - Returns: stories in the order of their leaders; every record is in one of them.
  /// - Complexity: linear in the records' pointers to events.
  public static func told(by ranked: [Record]) -> [Story] {
    var stories: [Story] = []
    var owners: [Place: Int] = [:]
    for (index, record) in ranked.enumerated() {
      let places = record.events.map { Place(source: $0.source, offset: $0.offset) }
      if let story = places.compactMap({ owners[$0] }).min() {
        stories[story].others.append(index)
      } else {
        for place in places { owners[place] = stories.count }
        stories.append(Story(leader: index))
      }
    }
    return stories
  }

  private struct Place: Hashable {
    var source: String
    var offset: Int64
  }
}
