import HarrierEvents
import HarrierScoring

/// One value of a field that took part in what was found, over all jobs and buckets: a host, a person, an address.
public struct EntityResult: Sendable, Hashable {
  public var fieldName: String
  public var value: String
  /// The highest of its influencer scores, 0…100.
  public var maximumScore: Double
  /// The sum of them: many small things come to something.
  public var totalScore: Double
  /// Jobs that it influenced, each once, in order.
  public var jobs: [String]
  public var firstBucket: EventTime
  public var lastBucket: EventTime

  /// Influencers by field and value: those with the highest score first, then with the highest sum, then by name.
  public static func summary(of influencers: [InfluencerResult]) -> [EntityResult] {
    Dictionary(grouping: influencers) { [$0.fieldName, $0.value] }.values.map(EntityResult.init(of:))
      .sorted(by: ranksAbove)
  }

  /// - Parameter parts: of one field and value; at least one.
  private init(of parts: [InfluencerResult]) {
    fieldName = parts[0].fieldName
    value = parts[0].value
    maximumScore = parts.reduce(0) { max($0, $1.influencerScore) }
    // Sorted: a sum of numbers depends on their order.
    totalScore = parts.map(\.influencerScore).sorted().reduce(0, +)
    jobs = Set(parts.map(\.jobID)).sorted()
    firstBucket = parts.map(\.timestamp).min()!
    lastBucket = parts.map(\.timestamp).max()!
  }

  private static func ranksAbove(_ a: EntityResult, _ b: EntityResult) -> Bool {
    if a.maximumScore != b.maximumScore { return a.maximumScore > b.maximumScore }
    if a.totalScore != b.totalScore { return a.totalScore > b.totalScore }
    return (a.fieldName, a.value) < (b.fieldName, b.value)
  }
}
