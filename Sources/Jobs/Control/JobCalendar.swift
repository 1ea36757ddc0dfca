/// Times at which nothing is to be judged or learnt: maintenance, public holidays, an announced test.
public struct JobCalendar: Sendable, Hashable {
  public var name: String
  public var events: [CalendarEvent]

  public init(name: String, events: [CalendarEvent]) {
    self.name = name
    self.events = events
  }

  /// Whether an event takes part of a time, in seconds since the epoch.
  public func covers(_ span: Range<Int64>) -> Bool { events.contains { $0.covers(span) } }
}
