import HarrierEvents
import Yams

/// Reads calendars: events inline, or .ics files beside the job.
struct CalendarChecker {
  let files: SideFiles

  static let keys = ["name", "events"]
  static let eventKeys = ["title", "start", "end", "repeat"]

  func calendars(_ node: Node?, _ reader: inout NodeReader) -> [JobCalendar] {
    guard let node else { return [] }
    guard case .sequence(let sequence) = node else {
      reader.report(
        node, "calendars",
        "found \(NodeReader.kind(of: node)), allowed: a list, as in [holidays.ics, {name: patches, events: […]}]"
      )
      return []
    }
    return sequence.enumerated().compactMap { index, element in
      let place = "calendars[\(index)]"
      if let name = element.scalar?.string, !name.isEmpty { return file(name, element, place, &reader) }
      return calendar(element, place, &reader)
    }
  }

  private func file(_ name: String, _ node: Node, _ place: String, _ reader: inout NodeReader) -> JobCalendar?
  {
    guard name.lowercased().hasSuffix(".ics") else {
      reader.report(
        node, place, "found “\(NodeReader.shown(name))”, allowed: an .ics file, or {name, events}")
      return nil
    }
    guard let text = files.text(name, node, place, &reader) else { return nil }
    do throws(ICSFile.Failure) {
      return JobCalendar(name: name, events: try ICSFile.events(text))
    } catch {
      reader.report(node, place, "\(name):\(error.line): \(error.message)")
      return nil
    }
  }

  private func calendar(_ node: Node, _ place: String, _ reader: inout NodeReader) -> JobCalendar? {
    let entries = reader.entries(of: node, at: place, keys: Self.keys, required: ["events"])
    let name = reader.text(entries["name"], "\(place).name") ?? ""
    guard let list = entries["events"] else { return nil }
    guard case .sequence(let sequence) = list else {
      reader.report(
        list, "\(place).events",
        "found \(NodeReader.kind(of: list)), allowed: a list, as in [{start: 2026-12-24, end: 2026-12-27}]")
      return nil
    }
    let events = sequence.enumerated().compactMap { event($1, "\(place).events[\($0)]", &reader) }
    return JobCalendar(name: name, events: events)
  }

  private func event(_ node: Node, _ place: String, _ reader: inout NodeReader) -> CalendarEvent? {
    let entries = reader.entries(of: node, at: place, keys: Self.eventKeys, required: ["start", "end"])
    let title = reader.text(entries["title"], "\(place).title") ?? ""
    let start = time(entries["start"], "\(place).start", &reader)
    let end = time(entries["end"], "\(place).end", &reader)
    guard let start, let end else { return nil }
    guard end > start else {
      reader.report(
        entries["end"] ?? node, "\(place).end",
        "found a time that is not after its start, allowed: a later one")
      return nil
    }
    var event = CalendarEvent(title: title, start: start, seconds: end - start)
    if let rule = entries["repeat"], let text = reader.text(rule, "\(place).repeat") {
      do throws(RecurrenceParser.Failure) {
        event.recurrence = try RecurrenceParser.parse(text, first: ZonedDay(start, .gmt).day)
      } catch { reader.report(rule, "\(place).repeat", error.message) }
    }
    return event
  }

  private func time(_ node: Node?, _ place: String, _ reader: inout NodeReader) -> Int64? {
    guard let node, let text = reader.text(node, place) else { return nil }
    if let time = TimeParser.parse(text) { return time.seconds }
    reader.report(
      node, place,
      "found “\(NodeReader.shown(text))”, allowed: a time, such as 2026-12-24 or 2026-12-24T18:00:00Z")
    return nil
  }
}
