import Foundation
import HarrierScoring

/// The folder of one hunt: `--out DIR`.
///
/// Lines are streamed while the hunt runs; the summary and the report appear at its end, whole. A folder
/// from an earlier hunt is written anew: it never holds two hunts' results. One task uses it.
public final class OutputDirectory {
  public let path: String
  public let store: SQLiteResultStore
  private let records: LineFile
  private let buckets: LineFile
  private let influencers: LineFile
  private let overallBuckets: LineFile
  private let alerts: LineFile
  private let annotations: LineFile

  /// Makes the folder where there is none.
  public init(path: String) throws(OutputError) {
    self.path = path
    try Self.makeFolder(path)
    do {
      store = try SQLiteResultStore(path: "\(path)/harrier.sqlite")
      try store.removeAll()
    } catch {
      throw .store(error)
    }
    for name in ["summary.json", "report.html", "categories.ndjson", "model_sizes.ndjson"] {
      _ = unlink("\(path)/\(name)")
    }
    records = try LineFile(path: "\(path)/records.ndjson")
    buckets = try LineFile(path: "\(path)/buckets.ndjson")
    influencers = try LineFile(path: "\(path)/influencers.ndjson")
    overallBuckets = try LineFile(path: "\(path)/overall_buckets.ndjson")
    alerts = try LineFile(path: "\(path)/alerts.ndjson")
    annotations = try LineFile(path: "\(path)/annotations.ndjson")
  }

  /// Whether a hunt's results lie there, whole.
  public static func isFinished(at path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/summary.json")
  }

  /// What the hunt did whose results lie there; nil where there is none, or one of another version that cannot be read.
  public static func summary(at path: String) -> RunSummary? {
    guard let text = try? String(contentsOfFile: "\(path)/summary.json", encoding: .utf8) else { return nil }
    return try? SummaryCoding.summary(from: text)
  }

  public var reportPath: String { "\(path)/report.html" }

  /// Each call's results are sorted; calls come in the order of time.
  public func write(records batch: [Record]) throws(OutputError) {
    let batch = ResultOrder.sorted(batch)
    for part in Self.parts(of: batch) {
      let lines = part.map(RecordEncoder.line)
      for line in lines { try records.append(line: line) }
      try stored { () throws(ResultStoreError) in try store.append(records: Array(part), lines: lines) }
    }
  }

  public func write(buckets batch: [BucketResult]) throws(OutputError) {
    let batch = ResultOrder.sorted(batch)
    for part in Self.parts(of: batch) {
      let lines = part.map(BucketEncoder.line)
      for line in lines { try buckets.append(line: line) }
      try stored { () throws(ResultStoreError) in try store.append(buckets: Array(part), lines: lines) }
    }
  }

  public func write(influencers batch: [InfluencerResult]) throws(OutputError) {
    let batch = ResultOrder.sorted(batch)
    for influencer in batch { try influencers.append(line: InfluencerEncoder.line(influencer)) }
    try stored { () throws(ResultStoreError) in try store.append(influencers: batch) }
  }

  public func write(overallBuckets batch: [OverallBucket]) throws(OutputError) {
    for bucket in batch { try overallBuckets.append(line: OverallBucketEncoder.line(bucket)) }
    try stored { () throws(ResultStoreError) in try store.append(overallBuckets: batch) }
  }

  public func write(alerts batch: [Alert]) throws(OutputError) {
    for alert in batch.sorted(by: { $0.record.precedes($1.record) }) {
      try alerts.append(line: AlertEncoder.line(alert))
    }
  }

  /// The categories of messages, whole; no file where there are none.
  public func write(categories: [CategoryDefinition]) throws(OutputError) {
    guard !categories.isEmpty else { return }
    try stored { () throws(ResultStoreError) in try store.append(categories: categories) }
    let lines = categories.map { CategoryEncoder.line($0) + "\n" }
    try AtomicFile.write(lines.joined(), to: "\(path)/categories.ndjson")
  }

  /// What models take, whole; no file where no job ran.
  public func write(modelSizes: [ModelSize]) throws(OutputError) {
    guard !modelSizes.isEmpty else { return }
    let sizes = modelSizes.sorted { $0.jobID < $1.jobID }
    try stored { () throws(ResultStoreError) in try store.append(modelSizes: sizes) }
    let lines = sizes.map { ModelSizeEncoder.line($0) + "\n" }
    try AtomicFile.write(lines.joined(), to: "\(path)/model_sizes.ndjson")
  }

  public func write(annotations batch: [Annotation]) throws(OutputError) {
    let batch = ResultOrder.sorted(batch)
    for annotation in batch { try annotations.append(line: AnnotationEncoder.line(annotation)) }
    try stored { () throws(ResultStoreError) in try store.append(annotations: batch) }
  }

  /// Writes the summary and, where there is one, the page, and closes every file. Call it once.
  public func finish(summary: RunSummary, report: String?) throws(OutputError) {
    for file in [records, buckets, influencers, overallBuckets, alerts, annotations] { try file.finish() }
    try stored { () throws(ResultStoreError) in
      try store.append(run: summary)
      try store.close()
    }
    try AtomicFile.write(Self.text(of: summary), to: "\(path)/summary.json")
    if let report { try AtomicFile.write(report, to: reportPath) }
  }

  /// Of the size of the store's transactions, so that few lines are held at once.
  private static func parts<Row>(of rows: [Row]) -> [ArraySlice<Row>] {
    stride(from: 0, to: rows.count, by: SQLiteResultStore.rowsPerTransaction).map {
      rows[$0..<min(rows.count, $0 + SQLiteResultStore.rowsPerTransaction)]
    }
  }

  private func stored(_ work: () throws(ResultStoreError) -> Void) throws(OutputError) {
    do {
      try work()
    } catch {
      throw .store(error)
    }
  }

  private static func text(of summary: RunSummary) throws(OutputError) -> String {
    do {
      return try SummaryCoding.text(summary)
    } catch {
      throw .other(path: "summary.json", detail: "\(error)")
    }
  }

  private static func makeFolder(_ path: String) throws(OutputError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let code = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
      guard let code, code.domain == NSPOSIXErrorDomain else {
        throw .other(path: path, detail: error.localizedDescription)
      }
      throw OutputError(code: Int32(code.code), path: path)
    }
  }
}
