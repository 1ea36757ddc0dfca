import Foundation
import HarrierEvents

/// Whether an event lies in working hours: Monday to Friday between two times of day, in the user's own time zone.
public struct WorkingHours: JointEnricher {
  public let inputs: [String] = []
  public let outputs = ["harrier.event.working_hours", "harrier.event.weekday"]
  public let meaning =
    "whether the time lies in working hours (`--working-hours`, `--time-zone`), and its day of the week"
  public let asksTime = true
  private let plan: Plan

  public struct Plan: Sendable {
    public var zone = TimeZone(secondsFromGMT: 0)!
    /// Minutes of the day; the end does not belong to it.
    public var minutes: Range<Int> = 480..<1080
    public init() {}

    /// `08:00-18:00`; nil where the text is none.
    public static func minutes(_ text: String) -> Range<Int>? {
      let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { part -> Int? in
        let digits = part.split(separator: ":", omittingEmptySubsequences: false)
        guard digits.count == 2, digits.allSatisfy({ $0.count == 2 }), let hour = Int(digits[0]),
          let minute = Int(digits[1]), (0...24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
      }
      guard ends.count == 2, let start = ends[0], let end = ends[1], start < end, end <= 1440 else {
        return nil
      }
      return start..<end
    }
  }

  private static let names = [
    "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
  ]

  public init(_ plan: Plan = Plan()) { self.plan = plan }

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    guard let time else { return [nil, nil] }
    let seconds = Int64((Double(time.nanoseconds) / 1e9).rounded(.down))
    let date = Date(timeIntervalSince1970: Double(seconds))
    let local = seconds + Int64(plan.zone.secondsFromGMT(for: date))
    let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    let minute = Int(local - day * 86_400) / 60
    // The first of January 1970 was a Thursday.
    let weekday = Int(((day % 7) + 7) % 7)
    let isWorkday = weekday != 2 && weekday != 3
    return [isWorkday && plan.minutes.contains(minute) ? "true" : "false", Self.names[weekday]]
  }
}
