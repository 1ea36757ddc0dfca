import Foundation
import HarrierTesting

/// The events of a ``SyntheticWorld``, as the models get them.
struct WorldSeries {
  struct Event {
    var seconds: Int64
    var member: String
    var word: String
    var bytes: Double
  }

  let events: [Event]

  init(_ kind: SyntheticWorld.Kind, seed: UInt64, injection: SyntheticWorld.Injection? = nil, days: Int) {
    var world = SyntheticWorld(kind, seed: seed, injection: injection)
    events = world.log(days: days).split(separator: 0x0A).map(Self.event)
  }

  /// `{"@timestamp":T,"user.name":"…","event.action":"…","destination.bytes":N}`, as the world writes it.
  private static func event(_ line: ArraySlice<UInt8>) -> Event {
    let parts = line.split(separator: 0x22, omittingEmptySubsequences: false)
    func number(_ part: ArraySlice<UInt8>) -> Double {
      Double(String(decoding: part.dropFirst().dropLast(), as: UTF8.self)) ?? 0
    }
    return Event(
      seconds: Int64(number(parts[2])), member: String(decoding: parts[5], as: UTF8.self),
      word: String(decoding: parts[9], as: UTF8.self), bytes: number(parts[12]))
  }

  /// What each bucket from the start on amounts to for a member.
  func buckets(of member: String, seconds: Int64, _ value: (Event) -> Double) -> [Double] {
    let last = events.last.map { ($0.seconds - TestLog.start) / seconds } ?? -1
    var sums = [Double](repeating: 0, count: Int(last) + 1)
    for event in events where event.member == member {
      sums[min(Int((event.seconds - TestLog.start) / seconds), sums.count - 1)] += value(event)
    }
    return sums
  }
}
