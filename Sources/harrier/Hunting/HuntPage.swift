import HarrierEngine
import HarrierInputs
import HarrierReports
import HarrierResults
import HarrierScoring

/// A hunt's report, with the raw events behind its findings.
struct HuntPage {
  let outcome: HuntOutcome
  /// Findings whose raw events are read again for the report.
  private static let mostWithEvents = 200

  func html(_ records: [Record], _ summary: RunSummary) -> String {
    HTMLReport.render(
      records: records, jobs: JobInfo.byID(outcome.jobs.map(\.job)), rawEvents: rawEvents(records),
      annotations: outcome.annotations, categories: outcome.categories, summary: summary)
  }

  /// Of the records that lead a story, by their place among all.
  private func rawEvents(_ records: [Record]) -> [Int: [RawEvent]] {
    let leaders = Story.told(by: records).prefix(Self.mostWithEvents).map(\.leader)
    var wanted: [String: Set<EvidenceReader.Place>] = [:]
    for record in leaders.map({ records[$0] }) {
      for event in record.events {
        wanted[event.source, default: []].insert(.init(offset: event.offset, length: event.length))
      }
    }
    let texts = Dictionary(
      uniqueKeysWithValues: wanted.map {
        ($0.key, EvidenceReader.texts(path: $0.key, places: Array($0.value)))
      })
    var events: [Int: [RawEvent]] = [:]
    for index in leaders {
      events[index] = records[index].events.compactMap { event in
        texts[event.source]?[.init(offset: event.offset, length: event.length)]
          .map { RawEvent(pointer: event, text: $0) }
      }
    }
    return events
  }
}
