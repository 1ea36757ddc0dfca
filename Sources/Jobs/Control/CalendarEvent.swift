import Foundation

/// An event of a calendar: once, or again and again by a rule, at its zone's wall clock.
public struct CalendarEvent: Sendable, Hashable {
  public var title: String
  /// Of the first occurrence, in seconds since the epoch.
  public var start: Int64
  public var seconds: Int64
  public var recurrence: Recurrence?
  /// Days without an occurrence, of the zone.
  public var excludedDays: Set<Int64>
  public var zone: TimeZone

  public init(
    title: String, start: Int64, seconds: Int64, recurrence: Recurrence? = nil,
    excludedDays: Set<Int64> = [], zone: TimeZone = .gmt
  ) {
    self.title = title
    self.start = start
    self.seconds = seconds
    self.recurrence = recurrence
    self.excludedDays = excludedDays
    self.zone = zone
  }

  /// Whether an occurrence takes part of a time.
  ///
  /// - Complexity: a test for each day of the time and of an occurrence.
  public func covers(_ span: Range<Int64>) -> Bool {
    guard let recurrence else { return start < span.upperBound && start + seconds > span.lowerBound }
    guard span.upperBound > start else { return false }
    let first = ZonedDay(start, zone)
    let from = ZonedDay(max(start, span.lowerBound - seconds - 86_400), zone).day
    let to = ZonedDay(span.upperBound, zone).day
    for day in from...max(from, to)
    where recurrence.holds(day: day, first: first.day) && !excludedDays.contains(day) {
      let begin = ZonedDay(day: day, second: first.second).instant(zone)
      if recurrence.until.map({ begin > $0 }) ?? false { return false }
      if begin < span.upperBound, begin + seconds > span.lowerBound { return true }
    }
    return false
  }
}

/// A day of a zone, counted from 1970-01-01, and a second of its wall clock.
struct ZonedDay {
  var day: Int64
  var second: Int64

  init(day: Int64, second: Int64) {
    self.day = day
    self.second = second
  }

  init(_ instant: Int64, _ zone: TimeZone) {
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(instant)))
    let local = instant + Int64(offset)
    day = Int64((Double(local) / 86_400).rounded(.down))
    second = local - day * 86_400
  }

  /// In seconds since the epoch. A wall-clock time that a change of the clock skips is taken an hour later.
  func instant(_ zone: TimeZone) -> Int64 {
    let local = day * 86_400 + second
    let guess = local - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(local))))
    return local - Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(guess))))
  }
}
