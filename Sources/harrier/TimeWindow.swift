import ArgumentParser
import HarrierEvents

/// The time that `--from` and `--to` leave: nil where it is open.
struct TimeWindow {
  /// Included.
  let from: EventTime?
  /// Not included.
  let to: EventTime?

  init(from: String?, to: String?) throws {
    self.from = try from.map { try Self.time($0, "from") }
    self.to = try to.map { try Self.time($0, "to") }
    if let start = self.from, let end = self.to, start >= end {
      throw ValidationError("--from is not before --to")
    }
  }

  var nanoseconds: Range<Int64> { (from?.nanoseconds ?? .min)..<(to?.nanoseconds ?? .max) }

  private static func time(_ text: String, _ name: String) throws -> EventTime {
    guard let time = TimeParser.parse(text) else {
      throw ValidationError(
        "--\(name) is “\(text)”, expected a time such as 2026-01-05 or 2026-01-05T09:00:00Z")
    }
    return time
  }
}
