import Foundation
import GRDB
import HarrierEvents
import HarrierScoring
import Testing

@testable import HarrierResults

struct SQLiteResultStoreTests {
  let folder: TemporaryFolder
  var path: String { "\(folder.path)/harrier.sqlite" }

  init() throws { folder = try TemporaryFolder() }

  @Test func `everything comes back equal after the store was closed`() throws {
    var summary = RunSummary()
    summary.eventsRead = 42
    let store = try SQLiteResultStore(path: path)
    try store.append(records: [Samples.full, Samples.plain()])
    try store.append(buckets: [Samples.bucket])
    try store.append(influencers: [Samples.influencer])
    try store.append(run: summary)
    try store.close()

    let again = try SQLiteResultStore(path: path, forReading: true)
    #expect(try again.records(matching: .top(10)) == [Samples.full, Samples.plain()])
    #expect(try again.buckets(matching: .top(10)) == [Samples.bucket])
    #expect(try again.influencers(matching: .top(10)) == [Samples.influencer])
    #expect(try again.runs() == [summary])
    try again.close()
    let writer = try SQLiteResultStore(path: path)
    try writer.removeAll()
    #expect(try writer.recordCount() == 0)
  }

  @Test func `what came later can be asked for, in a store of an earlier version too`() throws {
    let earlier = try DatabaseQueue(path: path)
    try ResultSchema.migrator.migrate(earlier, upTo: "2: overall buckets")
    try earlier.close()

    let store = try SQLiteResultStore(path: path)
    try store.append(annotations: [Samples.shift, Samples.delay])
    try store.append(categories: [Samples.category])
    try store.append(modelSizes: [Samples.modelSize])
    try store.close()
    let queue = try DatabaseQueue(path: path)
    let (told, documents) = try queue.read { database in
      (
        try String.fetchAll(
          database,
          sql: "SELECT event || ': ' || annotation FROM annotations WHERE job_id = 'j' ORDER BY timestamp"),
        try String.fetchAll(
          database,
          sql: """
            SELECT document FROM categories WHERE num_matches < 10
            UNION ALL SELECT document FROM model_sizes WHERE model_bytes = 5000
            """)
      )
    }
    try queue.close()
    #expect(
      told == [
        "model_change: \(Samples.shift.description)", "delayed_data: \(Samples.delay.description)",
      ])
    #expect(
      documents == [CategoryEncoder.line(Samples.category), ModelSizeEncoder.line(Samples.modelSize)])

    try SQLiteResultStore(path: path).removeAll()
    let left = try DatabaseQueue(path: path).read { database in
      try Int.fetchOne(
        database,
        sql: """
          SELECT (SELECT count(*) FROM annotations) + (SELECT count(*) FROM categories)
            + (SELECT count(*) FROM model_sizes)
          """)
    }
    #expect(left == 0)
  }

  @Test func `questions by score, job and time`() throws {
    let store = try SQLiteResultStore(path: path)
    let records = (0..<12_000).map { index in
      Samples.plain(
        job: index.isMultiple(of: 2) ? "even" : "odd", at: Int64(index), score: Double(index % 100),
        by: "\(index)")
    }
    try store.append(records: records)
    #expect(try store.recordCount() == 12_000)
    #expect(try store.records(matching: .top(3)) == Array(Ranking.findings(records).prefix(3)))
    let even = try store.records(matching: ResultQuery(jobs: ["even"], minimumScore: 98))
    #expect(even.count == 120 && even.allSatisfy { $0.jobID == "even" && $0.recordScore == 98 })
    let range = ResultQuery(
      from: EventTime(seconds: 5), until: EventTime(seconds: 8), order: .time)
    #expect(try store.records(matching: range).map(\.timestamp.seconds) == [5, 6, 7])
  }

  @Test func `questions by jobs and by who took part`() throws {
    let store = try SQLiteResultStore(path: path)
    try store.append(records: [
      Samples.full, Samples.plain(job: "rare_path", by: "Run[1]"), Samples.plain(job: "other", by: "Änne?"),
    ])
    try store.append(buckets: [Samples.bucket])
    try store.append(influencers: [Samples.influencer])
    func found(_ query: ResultQuery) throws -> [String] { try store.records(matching: query).map(\.jobID) }
    #expect(try found(ResultQuery(jobs: ["rare_path"])) == ["rare_path"])
    #expect(try found(ResultQuery(jobs: ["job", "rare_path"])) == ["job", "rare_path"])
    #expect(try found(ResultQuery(jobs: ["rare_*", "%"])).isEmpty)
    #expect(try found(ResultQuery(entity: "änne?")) == ["other"])
    #expect(try found(ResultQuery(entity: "run[1]")) == ["rare_path"])
    #expect(try found(ResultQuery(entity: "192.0.2.1")) == ["job"])
    #expect(try found(ResultQuery(entity: "sync")) == ["job"])
    #expect(try found(ResultQuery(entity: "source.ip")).isEmpty)
    let influencer = Samples.influencer.value
    #expect(try store.influencers(matching: ResultQuery(entity: influencer.uppercased())).count == 1)
    let inBucket = try #require(Samples.bucket.influencers.first?.value)
    #expect(try store.buckets(matching: ResultQuery(entity: inBucket)).count == 1)
    #expect(try store.buckets(matching: ResultQuery(entity: "nobody")).isEmpty)
  }

  @Test func `a value cannot become SQL`() throws {
    let store = try SQLiteResultStore(path: path)
    let hostile = "x'); DROP TABLE records; --"
    try store.append(records: [Samples.plain(job: hostile, by: hostile)])
    #expect(try store.records(matching: ResultQuery(jobs: [hostile])).count == 1)
    #expect(try store.records(matching: ResultQuery(jobs: ["' OR 1=1 --"])).isEmpty)
  }

  @Test func `reading changes nothing, in a folder that may not be written as well`() throws {
    let store = try SQLiteResultStore(path: path)
    try store.append(records: [Samples.full])
    try store.close()
    let bytes = try Data(contentsOf: URL(filePath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path) }
    for _ in 0..<2 {
      let reader = try SQLiteResultStore(path: path, forReading: true)
      #expect(try reader.records(matching: .top(1)) == [Samples.full])
      try reader.close()
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["harrier.sqlite"])
  }

  @Test func `what a hunt has written so far can be read while it goes on`() throws {
    let store = try SQLiteResultStore(path: path)
    try store.append(records: [Samples.full])
    let reader = try SQLiteResultStore(path: path, forReading: true)
    #expect(try reader.records(matching: .top(1)) == [Samples.full])
    try store.append(records: [Samples.plain()])
    #expect(try reader.recordCount() == 2)
  }

  @Test func `a store of an earlier version is not read, and says what to do`() throws {
    let earlier = try DatabaseQueue(path: path)
    try ResultSchema.migrator.migrate(earlier, upTo: "4: model sizes")
    try earlier.close()
    #expect(throws: ResultStoreError.older(path: path)) {
      try SQLiteResultStore(path: path, forReading: true)
    }
  }

  @Test(arguments: ["influencer_score = 1e999", "influencer_score = 'abc'", "timestamp = 9e18"])
  func `a value that is none is damage`(change: String) throws {
    let store = try SQLiteResultStore(path: path)
    try store.append(influencers: [Samples.influencer])
    try store.close()
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "UPDATE influencers SET \(change)") }
    try queue.close()
    let error = #expect(throws: ResultStoreError.self) {
      _ = try SQLiteResultStore(path: path, forReading: true).influencers(matching: .top(1))
    }
    guard case .damaged = error else { Issue.record("\(String(describing: error))"); return }
  }

  @Test func `a file that is no database is a damaged store, and stays as it is`() throws {
    let text = String(repeating: "this is no database. ", count: 100)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    let error = #expect(throws: ResultStoreError.self) { try SQLiteResultStore(path: path) }
    guard case .damaged(let named, _) = error else { Issue.record("\(String(describing: error))"); return }
    #expect(named == path)
    #expect(error?.description.contains("move it away") == true)
    #expect(try folder.text("harrier.sqlite") == text)
  }

  @Test func `a store with a broken page is a damaged store`() throws {
    let store = try SQLiteResultStore(path: path)
    try store.append(records: (0..<2000).map { Samples.plain(at: $0) })
    try store.close()
    let handle = try #require(FileHandle(forWritingAtPath: path))
    for page in 2..<40 {
      try handle.seek(toOffset: UInt64(page * 4096))
      try handle.write(contentsOf: Data(repeating: 0xFF, count: 4096))
    }
    try handle.close()
    let error = #expect(throws: ResultStoreError.self) {
      _ = try SQLiteResultStore(path: path).records(matching: ResultQuery())
    }
    guard case .damaged = error else { Issue.record("\(String(describing: error))"); return }
  }

  @Test func `another program's database is refused untouched`() throws {
    let store = try SQLiteResultStore(path: path)
    try store.close()
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes.replaceSubrange(68..<72, with: [0, 0, 0, 7])  // the application id in the file's head
    try bytes.write(to: URL(filePath: path))
    #expect(throws: ResultStoreError.foreign(path: path)) { try SQLiteResultStore(path: path) }
    #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
  }

  @Test func `a missing store is told from one without findings, and so is an empty file`() {
    #expect(throws: ResultStoreError.missing(path: path)) {
      try SQLiteResultStore(path: path, forReading: true)
    }
    #expect(FileManager.default.createFile(atPath: path, contents: nil))
    #expect(throws: ResultStoreError.missing(path: path)) {
      try SQLiteResultStore(path: path, forReading: true)
    }
    #expect(FileManager.default.contents(atPath: path)?.isEmpty == true)
  }
}
