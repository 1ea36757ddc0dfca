import Foundation
import HarrierScoring
import Testing

@testable import HarrierResults

struct OutputDirectoryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ records: [Record]) throws {
    let output = try OutputDirectory(path: folder.path)
    try output.write(records: records)
    try output.write(buckets: [Samples.bucket])
    try output.write(influencers: [Samples.influencer])
    try output.write(modelSizes: [Samples.modelSize])
    try output.write(alerts: [
      Alert(
        record: Samples.full, severity: "high", jobTitle: "A title", riskScore: 73,
        thresholdReason: "score 82 ≥ 50 (job)")
    ])
    try output.finish(summary: RunSummary(), report: "<!doctype html>")
  }

  @Test func `a hunt's folder holds every file of the contract`() throws {
    try write([Samples.plain(score: 3), Samples.full])
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    let expected = [
      "alerts.ndjson", "annotations.ndjson", "buckets.ndjson", "harrier.sqlite", "influencers.ndjson",
      "model_sizes.ndjson", "overall_buckets.ndjson",
      "records.ndjson",
      "report.html", "summary.json",
    ]
    #expect(names == expected)
    #expect(
      try folder.text("records.ndjson")
        == [Samples.full, Samples.plain(score: 3)].map { RecordEncoder.line($0) + "\n" }.joined())
    #expect(try SummaryCoding.summary(from: folder.text("summary.json")) == RunSummary())
    #expect(try folder.text("model_sizes.ndjson") == ModelSizeEncoder.line(Samples.modelSize) + "\n")
    let alert = try folder.text("alerts.ndjson")
    #expect(alert.contains(#""kind":"anomaly","severity":"high","job_title":"A title","risk_score":73"#))
    let influencers = try folder.text("influencers.ndjson")
    #expect(influencers.contains(#""influencer_field_value":"192.0.2.1","influencer_score":61.5"#))
  }

  @Test func `a second hunt into the same folder leaves nothing of the first`() throws {
    try write([Samples.full, Samples.plain(job: "first")])
    try write([Samples.plain(job: "second")])
    #expect(try !folder.text("records.ndjson").contains("first"))
    let store = try SQLiteResultStore(path: "\(folder.path)/harrier.sqlite")
    #expect(try store.recordCount() == 1)
    #expect(try store.runs().count == 1)
  }

  @Test func `a full disk is named`() throws {
    let file = try LineFile(path: "/dev/full")
    try file.append(line: "x")
    #expect(throws: OutputError.diskFull(path: "/dev/full")) { try file.finish() }
  }

  @Test func `a path that is a file is an error that names it`() throws {
    try AtomicFile.write("x", to: "\(folder.path)/plain")
    let path = "\(folder.path)/plain/out"
    let error = #expect(throws: OutputError.self) { try OutputDirectory(path: path) }
    #expect(error?.description.contains(path) == true)
  }

  @Test func `an atomic write leaves no draft`() throws {
    try AtomicFile.write("one", to: "\(folder.path)/a")
    try AtomicFile.write("two", to: "\(folder.path)/a")
    #expect(try folder.text("a") == "two")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }
}
