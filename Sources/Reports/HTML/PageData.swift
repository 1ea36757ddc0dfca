import HarrierEvents
import HarrierResults
import HarrierScoring

/// What the page's script needs of each finding, as JSON that cannot end its script element.
enum PageData {
  static let eventsShown = 10
  /// Characters of a raw event; enough for a process event, too few to drown the page.
  static let eventCharacters = 4000
  static let causesShown = 10
  static let othersShown = 20

  static func json(
    stories: [PageStory], jobs: [String: JobInfo], rawEvents: [Int: [RawEvent]]
  ) -> String {
    var writer = JSONWriter()
    writer.object { page in
      page.list("jobs") { list in
        let used = Set(stories.map(\.record.jobID))
        for (id, info) in jobs.filter({ used.contains($0.key) }).sorted(by: { $0.key < $1.key }) {
          write(info, id: id, to: &list)
        }
      }
      page.list("findings") { list in
        for story in stories {
          list.object { write(story, events: rawEvents[story.index] ?? [], to: &$0) }
        }
      }
    }
    return escaped(writer.text)
  }

  /// `<`, `>` and `&` occur in JSON's strings alone, where their codes mean the same.
  static func escaped(_ json: String) -> String {
    json.replacing("&", with: "\\u0026").replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
  }

  private static func write(_ info: JobInfo, id: String, to list: inout JSONWriter) {
    list.object { job in
      job.member("id", VisibleText.line(id))
      job.member("title", VisibleText.line(info.title))
      job.member("why", VisibleText.line(info.why))
      job.member("attack", info.attack.map { VisibleText.line($0) })
      job.member("falsePositives", info.falsePositives.map { VisibleText.line($0) })
    }
  }

  private static func write(_ story: PageStory, events: [RawEvent], to finding: inout JSONWriter) {
    let (record, row) = (story.record, story.row)
    finding.member("time", record.timestamp.seconds)
    finding.member("rank", Severity.allCases.firstIndex(of: row.severity) ?? 0)
    finding.member("score", story.evidence.score)
    if let actual = record.actual.first { finding.member("actual", actual) }
    if let typical = record.typical.first { finding.member("typical", typical) }
    finding.member("job", row.job)
    finding.member("sentence", row.description)
    finding.list("influences") { list in
      for influence in row.influencedBy { list.list { $0.pair(influence.field, influence.value) } }
    }
    finding.list("reasons") { list in
      let together = ExplanationWords.together(story.evidence, record)
      for line in together + ExplanationWords.lines(for: record) {
        list.list { $0.pair(line.label, line.text) }
      }
    }
    finding.list("also") { list in
      for other in story.others.prefix(othersShown) {
        list.list {
          $0.pair(VisibleText.line(other.jobID), NumberText.score(other.recordScore))
          $0.element(VisibleText.line(other.description))
        }
      }
    }
    writeCauses(record, to: &finding)
    writeTimeline(record, to: &finding)
    writeEvents(events, of: record, to: &finding)
  }

  private static func writeCauses(_ record: Record, to finding: inout JSONWriter) {
    finding.list("causes") { list in
      for cause in record.causes.prefix(causesShown) {
        let value = VisibleText.value(cause.byFieldValue)
        let partition = cause.partitionFieldValue.map { " · \(VisibleText.value($0))" } ?? ""
        list.element(
          "\(value)\(partition): \(NumberText.value(cause.actual, of: record)), typically "
            + "\(NumberText.value(cause.typical, of: record)), probability \(NumberText.value(cause.probability))"
        )
      }
    }
  }

  private static func writeTimeline(_ record: Record, to finding: inout JSONWriter) {
    finding.list("timeline") { list in
      for point in record.timeline {
        list.list { item in
          item.element(TimeText.label(point.timestamp, bucketSpan: record.bucketSpan))
          for number in [point.actual, point.expected, point.upper] { item.element(number) }
        }
      }
    }
  }

  private static func writeEvents(
    _ events: [RawEvent], of record: Record, to finding: inout JSONWriter
  ) {
    finding.list("events") { list in
      for event in events.prefix(eventsShown) {
        list.list { $0.pair(place(of: event.pointer), shortened(event.text)) }
      }
      // Events that were not read again are still named.
      guard events.isEmpty else { return }
      for pointer in record.events.prefix(eventsShown) { list.list { $0.pair(place(of: pointer), "") } }
    }
  }

  private static func place(of pointer: EvidencePointer) -> String {
    "\(TimeText.millisecond(pointer.timestamp)) · \(VisibleText.line(pointer.source)), byte "
      + NumberText.count(Int(pointer.offset))
  }

  private static func shortened(_ text: String) -> String {
    let cut = text.prefix(eventCharacters)
    return VisibleText.block(String(cut)) + (cut.endIndex < text.endIndex ? " …" : "")
  }
}

extension JSONWriter {
  fileprivate mutating func pair(_ first: String, _ second: String) {
    element(first)
    element(second)
  }
}
