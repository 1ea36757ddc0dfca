import Foundation
import GRDB
import HarrierEvents
import HarrierScoring

import struct HarrierScoring.Record

/// Results in one SQLite file, in WAL mode: other processes read while a hunt writes.
///
/// One connection, not a pool: a pool's readers are the last to close, may not write, and so leave the
/// `-wal` and `-shm` files behind in the hunt's folder.
///
/// The tables are described at `ResultSchema`. Rows go in with prepared statements, at most
/// ``rowsPerTransaction`` in a transaction.
public final class SQLiteResultStore: ResultStore {
  /// Few enough that a kill loses little and a reader sees results soon, many enough that the disk's
  /// flush a transaction does not count.
  public static let rowsPerTransaction = 5000

  private static let cacheKiB = 65_536
  /// Of 4 KiB: how long the `-wal` file grows before it is written back.
  private static let logPages = 16_384

  public let path: String
  private let queue: DatabaseQueue

  /// Opens the file at `path`: to write into it, and makes it where there is none; or to read it, which changes nothing.
  ///
  /// - Throws: `ResultStoreError`; a damaged file or another program's is not changed.
  public init(path: String, forReading: Bool = false) throws(ResultStoreError) {
    self.path = path
    do { queue = try forReading ? Self.reader(path) : Self.writer(path) } catch {
      throw ResultStoreError(error, path: path)
    }
  }

  private static func writer(_ path: String) throws -> DatabaseQueue {
    if let earlier = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, earlier > 0 {
      try reader(path, isCurrent: false).close()
    }
    var configuration = Self.configuration
    configuration.journalMode = .wal
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try ResultSchema.migrator.migrate(queue)
    return queue
  }

  /// - Parameter isCurrent: whether it has to have all of today's tables.
  private static func reader(_ path: String, isCurrent: Bool = true) throws -> DatabaseQueue {
    guard FileManager.default.fileExists(atPath: path) else { throw ResultStoreError.missing(path: path) }
    var configuration = Self.configuration
    configuration.readonly = true
    let queue = try DatabaseQueue(path: readOnlyName(path), configuration: configuration)
    try queue.read { database in
      let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
      let id = try Int32.fetchOne(database, sql: "PRAGMA application_id")
      if isEmpty { throw ResultStoreError.missing(path: path) }
      guard id == ResultSchema.applicationID else { throw ResultStoreError.foreign(path: path) }
      if try ResultSchema.migrator.hasBeenSuperseded(database) { throw ResultStoreError.newer(path: path) }
      guard try !isCurrent || ResultSchema.migrator.hasCompletedMigrations(database) else {
        throw ResultStoreError.older(path: path)
      }
    }
    return queue
  }

  /// Without a log beside it nobody writes: then the file is read as it lies, on a disk that may not be written as well.
  private static func readOnlyName(_ path: String) -> String {
    if FileManager.default.fileExists(atPath: path + "-wal") { return path }
    let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path
    return "file:\(escaped)?immutable=1"
  }

  /// Writes the last of the log into the file and lets go of it. The store is not usable afterwards.
  public func close() throws(ResultStoreError) {
    try guarded { try queue.close() }
  }

  public func removeAll() throws(ResultStoreError) {
    try guarded {
      try queue.write { database in
        for table in ResultSchema.tables {
          try database.execute(sql: "DELETE FROM \(table)")
        }
      }
    }
  }

  // MARK: Appending

  public func append(records: [Record]) throws(ResultStoreError) {
    try append(records: records, lines: records.map(RecordEncoder.line))
  }

  /// - Parameter lines: the records', where they are written elsewhere as well.
  func append(records: [Record], lines: [String]) throws(ResultStoreError) {
    try append(
      Array(zip(records, lines)),
      sql: """
        INSERT INTO records (job_id, timestamp, bucket_span, detector_index, function, by_field_value,
          over_field_value, partition_field_value, record_score, return_period_seconds, surprisal, document)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ) { record, line in
      [
        record.jobID, record.timestamp.milliseconds, record.bucketSpan, record.detectorIndex,
        record.function, record.by?.value, record.over?.value, record.partition?.value, record.recordScore,
        record.scoredPeriodSeconds, record.surprisal, line,
      ]
    }
  }

  public func append(buckets: [BucketResult]) throws(ResultStoreError) {
    try append(buckets: buckets, lines: buckets.map(BucketEncoder.line))
  }

  func append(buckets: [BucketResult], lines: [String]) throws(ResultStoreError) {
    try append(
      Array(zip(buckets, lines)),
      sql: "INSERT INTO buckets (job_id, timestamp, anomaly_score, document) VALUES (?, ?, ?, ?)"
    ) { bucket, line in
      [bucket.jobID, bucket.timestamp.milliseconds, bucket.anomalyScore, line]
    }
  }

  public func append(influencers: [InfluencerResult]) throws(ResultStoreError) {
    try append(
      influencers,
      sql: """
        INSERT INTO influencers (job_id, timestamp, bucket_span, influencer_field_name,
          influencer_field_value, influencer_score, initial_influencer_score, probability, is_interim)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ) { influencer in
      [
        influencer.jobID, influencer.timestamp.milliseconds, influencer.bucketSpan, influencer.fieldName,
        influencer.value, influencer.influencerScore, influencer.initialInfluencerScore,
        influencer.probability, influencer.isInterim,
      ]
    }
  }

  public func append(overallBuckets: [OverallBucket]) throws(ResultStoreError) {
    try append(
      overallBuckets,
      sql: "INSERT INTO overall_buckets (timestamp, bucket_span, overall_score, document) VALUES (?, ?, ?, ?)"
    ) { bucket in
      [
        bucket.timestamp.milliseconds, bucket.bucketSpan, bucket.overallScore,
        OverallBucketEncoder.line(bucket),
      ]
    }
  }

  public func append(annotations: [Annotation]) throws(ResultStoreError) {
    try append(
      annotations,
      sql: """
        INSERT INTO annotations (job_id, timestamp, bucket_span, event, annotation, document)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    ) { annotation in
      [
        annotation.jobID, annotation.timestamp.milliseconds, annotation.bucketSpan, annotation.event,
        annotation.description, AnnotationEncoder.line(annotation),
      ]
    }
  }

  public func append(categories: [CategoryDefinition]) throws(ResultStoreError) {
    try append(
      categories,
      sql: """
        INSERT INTO categories (job_id, detector_index, category_id, partition_field_value, template,
          num_matches, document)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ) { category in
      [
        category.jobID, category.detectorIndex, category.id, category.partition?.value, category.template,
        category.matches, CategoryEncoder.line(category),
      ]
    }
  }

  public func append(modelSizes: [ModelSize]) throws(ResultStoreError) {
    try append(
      modelSizes,
      sql: """
        INSERT INTO model_sizes (job_id, timestamp, model_bytes, memory_status, document)
        VALUES (?, ?, ?, ?, ?)
        """
    ) { size in
      [
        size.jobID, size.timestamp.milliseconds, size.modelBytes, size.memoryStatus,
        ModelSizeEncoder.line(size),
      ]
    }
  }

  public func append(run: RunSummary) throws(ResultStoreError) {
    try append([run], sql: "INSERT INTO runs (summary) VALUES (?)") { [try SummaryCoding.text($0)] }
  }

  private func append<Row>(
    _ rows: [Row], sql: String, arguments: (Row) throws -> StatementArguments
  ) throws(ResultStoreError) {
    try guarded {
      for start in stride(from: 0, to: rows.count, by: Self.rowsPerTransaction) {
        let end = min(start + Self.rowsPerTransaction, rows.count)
        try queue.write { database in
          let statement = try database.cachedStatement(sql: sql)
          for row in rows[start..<end] { try statement.execute(arguments: try arguments(row)) }
        }
      }
    }
  }

  // MARK: Reading

  public func records(matching query: ResultQuery) throws(ResultStoreError) -> [Record] {
    let select = ResultSelect(
      query: query, table: "records", score: "record_score",
      ties: "return_period_seconds DESC, surprisal DESC, timestamp, job_id, detector_index, "
        + "partition_field_value, over_field_value, by_field_value, document",
      entities: [
        "by_field_value = ?", "over_field_value = ?", "partition_field_value = ?",
        Self.isPart(of: "influencers"), Self.isPart(of: "causes"),
      ])
    return try guarded {
      let lines = try queue.read { try String.fetchAll($0, select.request("document", of: String.self)) }
      return try lines.map { try RecordDecoder.record(from: $0) }
    }
  }

  public func buckets(matching query: ResultQuery) throws(ResultStoreError) -> [BucketResult] {
    let select = ResultSelect(
      query: query, table: "buckets", score: "anomaly_score", ties: "timestamp, job_id, document",
      entities: [Self.isPart(of: "bucket_influencers")])
    return try guarded {
      let lines = try queue.read { try String.fetchAll($0, select.request("document", of: String.self)) }
      return try lines.map { try BucketDecoder.bucket(from: $0) }
    }
  }

  public func influencers(matching query: ResultQuery) throws(ResultStoreError) -> [InfluencerResult] {
    let select = ResultSelect(
      query: query, table: "influencers", score: "influencer_score",
      ties: "timestamp, job_id, influencer_field_name, influencer_field_value, bucket_span",
      entities: ["influencer_field_value = ?"])
    return try guarded {
      try queue.read { database in
        try Row.fetchAll(database, select.request("*", of: Row.self)).map { try InfluencerResult(row: $0) }
      }
    }
  }

  public func runs() throws(ResultStoreError) -> [RunSummary] {
    try guarded {
      try queue.read { try String.fetchAll($0, sql: "SELECT summary FROM runs ORDER BY id") }
        .map { try SummaryCoding.summary(from: $0) }
    }
  }

  public func recordCount() throws(ResultStoreError) -> Int {
    try guarded { try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM records") ?? 0 } }
  }

  /// Whether a part of the document has a value.
  private static func isPart(of key: String) -> String {
    """
    EXISTS (SELECT 1 FROM json_tree(document, '$.\(key)')
      WHERE atom = ? AND (typeof(key) = 'integer' OR key LIKE '%field_value'))
    """
  }

  private func guarded<Result>(_ work: () throws -> Result) throws(ResultStoreError) -> Result {
    do {
      return try work()
    } catch {
      throw ResultStoreError(error, path: path)
    }
  }
}

extension SQLiteResultStore {
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    // Rows come in the order of time, and indices are by score and value: with room for their pages, and with a log
    // that is not written back every few thousand pages, each page is written a few times and not hundreds.
    configuration.prepareDatabase { database in
      try database.execute(
        sql: "PRAGMA cache_size = -\(cacheKiB); PRAGMA wal_autocheckpoint = \(logPages)")
    }
    configuration.label = "harrier results"
    return configuration
  }
}

extension EventTime {
  /// Since 1970, rounded towards the past: what a store sorts by.
  var milliseconds: Int64 {
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Nil for what nanoseconds cannot tell.
  init?(ifMilliseconds milliseconds: Int64) {
    let (nanoseconds, isOver) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
    guard !isOver else { return nil }
    self.init(nanoseconds: nanoseconds)
  }
}

extension InfluencerResult {
  /// - Throws: ``LineProblem`` for a value of another kind, or a score that is none: the file may be anybody's.
  init(row: Row) throws {
    func value<Value: DatabaseValueConvertible>(_ column: String) throws -> Value {
      guard let found: DatabaseValue = row[column], let value = Value.fromDatabaseValue(found) else {
        throw LineProblem(explanation: "an influencer's \(column) holds a value of another kind")
      }
      return value
    }
    func score(_ column: String) throws -> Double {
      let score: Double = try value(column)
      guard (0...100).contains(score) else {
        throw LineProblem(explanation: "an influencer's \(column) is \(score), expected 0 to 100")
      }
      return score
    }
    let milliseconds: Int64 = try value("timestamp")
    guard let timestamp = EventTime(ifMilliseconds: milliseconds) else {
      throw LineProblem(explanation: "an influencer's timestamp is \(milliseconds), which is out of range")
    }
    self.init(
      jobID: try value("job_id"), timestamp: timestamp, bucketSpan: try value("bucket_span"),
      fieldName: try value("influencer_field_name"), value: try value("influencer_field_value"),
      influencerScore: try score("influencer_score"), probability: try value("probability"))
    initialInfluencerScore = try score("initial_influencer_score")
    isInterim = try value("is_interim")
  }
}
