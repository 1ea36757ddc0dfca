import Foundation
import HarrierEvents

/// Log lines for tests: ECS with dotted names, a JSON object a line.
public enum TestLog {
  /// 2026-01-05T00:00:00Z, a Monday.
  public static let start: Int64 = 1_767_571_200

  public static func line(_ seconds: Double, _ fields: [(String, String)], padding: Int = 0) -> String {
    let time = EventTime(nanoseconds: Int64((seconds * 1000).rounded()) * 1_000_000).iso8601
    var text = "{\"@timestamp\":\"\(time)\""
    for (name, value) in fields { text += ",\"\(name)\":\"\(escaped(value))\"" }
    if padding > 0 { text += ",\"message\":\"\(String(repeating: "x", count: padding))\"" }
    return text + "}"
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
  }

  /// Users at work: calls, programs, names asked for, countries and bytes, in order of time.
  public static func mixed(events: Int, days: Double, seed: UInt64, padding: Int = 0) -> [String] {
    var random = TestRandom(seed: seed)
    let times = (0..<events).map { _ in random.uniform() * days * 86_400 }.sorted()
    return times.map { time in
      let user = "user\(random.zipf(6))"
      let action = random.uniform() < 0.004 ? "Odd\(random.next() % 90)" : "Call\(random.zipf(12))"
      return line(
        Double(start) + time,
        [
          ("event.category", random.uniform() < 0.5 ? "process" : "network"),
          ("event.action", action), ("user.name", user),
          ("host.name", "host\(random.zipf(4))"),
          ("process.name", "tool\(random.zipf(9)).exe"),
          ("destination.geo.country_name", ["Utopia", "Lilliput", "Laputa"][random.zipf(3)]),
          ("dns.question.name", "w\(random.next() % 40).example.com"),
          ("destination.bytes", String(100 + random.next() % 5000)),
        ], padding: padding)
    }
  }

  /// ``mixed(events:days:seed:padding:)``, every event at a place.
  public static func travelled(events: Int, days: Double, seed: UInt64) -> [String] {
    var random = TestRandom(seed: seed &+ 1)
    return mixed(events: events, days: days, seed: seed).map { line in
      let isAway = random.uniform() < 0.02
      let latitude = (isAway ? -33.9 : 50) + random.uniform()
      let longitude = (isAway ? 151 : 8) + random.uniform()
      return line.dropLast() + ",\"source.geo.location\":\"\(latitude),\(longitude)\"}"
    }
  }
}
