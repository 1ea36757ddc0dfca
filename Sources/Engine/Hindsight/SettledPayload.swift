import HarrierDetectors
import HarrierFeatures
import HarrierStatistics

/// What is left to keep of a bucket's evidence once it is closed and nothing more will be merged: mostly a number.
enum SettledPayload {
  /// What the payload amounts to, where its fold asks for no more than one number.
  ///
  /// - Parameter keepsStrings: whether the fold looks at the strings themselves.
  static func settled(_ aggregate: MergedAggregate, _ evidence: Evidence, keepsStrings: Bool) -> Payload {
    switch aggregate.payload {
    case .events, .times, .track, .rhythm, .number: return aggregate.payload
    case .strings(let strings) where keepsStrings:
      return .strings(strings.settled(SpellingHabits.mostStrings))
    case .moments where evidence == .extremes: return aggregate.payload
    default: return .number(PayloadValue.value(aggregate, evidence))
    }
  }

  static func encode(_ payload: Payload, to writer: inout StateWriter) {
    OpenBucket.encode(payload, to: &writer)
    if case .strings(let strings) = payload { writer.write(strings.informationContent()) }
  }

  static func decode(from reader: inout StateReader) throws(StateReader.Failure) -> Payload {
    let payload = try OpenBucket.payload(from: &reader)
    guard case .strings(let strings) = payload else { return payload }
    return .strings(strings.settled(SpellingHabits.mostStrings, content: try reader.readDouble()))
  }
}
