import ArgumentParser
import Foundation
import HarrierEngine
import HarrierEvents
import HarrierResults
import HarrierScoring

struct HuntOutput {
  let command: HuntCommand
  let hasGeoIP: Bool

  func write(_ outcome: HuntOutcome, seconds: Double) throws {
    for record in ResultOrder.sorted(outcome.records) { print(RecordEncoder.line(record)) }
    Message.print(
      "\(outcome.events) events \(outcome.bytes) bytes \(seconds) s \(Double(outcome.events)/seconds) ev/s late \(outcome.late) records \(outcome.records.count)"
    )
    for r in outcome.rejected { Message.print("\(r.reason) \(r.count) \(r.samples.first ?? "")") }
    for j in outcome.jobs {
      Message.print(
        "\(j.job.id) events \(j.events) buckets \(j.buckets) keys \(j.keys) records \(j.records) missing \(j.missingFields)"
      )
    }
    for f in outcome.files where f.problem != nil { Message.print("\(f.path) \(f.problem!)") }
  }
}
