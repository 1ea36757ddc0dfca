import Foundation
import HarrierDetectors
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

struct HuntTests {
  private let start = Double(TestLog.start)

  @Test func `a new value after a long quiet history is found and says so`() throws {
    var random = TestRandom(seed: 4)
    var lines: [String] = []
    for hour in 0..<(24 * 21) where (7..<19).contains(hour % 24) {
      for user in ["ann", "bob", "cyd"] {
        for call in 0..<3 where call == 0 || random.uniform() < 0.7 {
          lines.append(
            TestLog.line(
              start + Double(hour) * 3600 + random.uniform() * 3000,
              [("user.name", user), ("event.action", "Call\(call)"), ("source.ip", "192.0.2.7")]))
        }
      }
    }
    let last = start + 20 * 86_400 + 15 * 3600
    lines.append(
      TestLog.line(
        last, [("user.name", "bob"), ("event.action", "DeleteTrail"), ("source.ip", "203.0.113.9")]))
    let folder = TestFolder()
    let job = TestHunt.job(
      "rare_call", .init(function: "rare", by: "event.action", partition: "user.name"), bucket: 3600,
      influencers: ["source.ip"])
    let outcome = try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job])
    let record = try #require(outcome.records.max { $0.recordScore < $1.recordScore })
    #expect(record.by?.value == "DeleteTrail")
    #expect(record.partition?.value == "bob")
    #expect(record.recordScore >= 50)
    #expect(record.explanation.anomalyType == .newValue)
    #expect(record.description.hasPrefix("first DeleteTrail by bob (0 of "))
    #expect(record.description.contains("0 of 2 peers show it"))
    #expect(record.influencers.first?.values.first?.value == "203.0.113.9")
    #expect(record.events.count == 1)
  }

  @Test func `a tenfold spike is found once`() throws {
    var random = TestRandom(seed: 6)
    var lines: [String] = []
    let spike = 96 * 5 + 40
    for bucket in 0..<(96 * 6) {
      let count = random.poisson((spike..<(spike + 4)).contains(bucket) ? 80 : 8)
      for _ in 0..<count {
        lines.append(
          TestLog.line(start + (Double(bucket) + random.uniform()) * 900, [("event.action", "deny")]))
      }
    }
    let folder = TestFolder()
    let outcome = try TestHunt.run(
      [try folder.write(lines: lines, as: "a.ndjson")],
      jobs: [TestHunt.job("many", .init(function: "high_count"))])
    let grave = outcome.records.filter { $0.recordScore >= 50 }
    #expect(grave.count == 1)
    let record = try #require(grave.first)
    #expect(record.timestamp.seconds == TestLog.start + Int64(spike) * 900)
    #expect(record.description.contains("x higher"))
    #expect(record.explanation.anomalyType == .spike)
    let during = outcome.records.filter {
      (0..<4).contains(($0.timestamp.seconds - TestLog.start) / 900 - Int64(spike))
    }
    #expect(during.count == 1)
  }

  @Test func `who brings the values is the influencer of their number, however few the events`() throws {
    var random = TestRandom(seed: 9)
    var lines: [String] = []
    func contact(_ time: Double, _ source: String, port: Int) {
      lines.append(
        TestLog.line(
          time, [("destination.ip", "10.0.0.9"), ("source.ip", source), ("destination.port", "\(port)")]))
    }
    let scan = 96 * 8 + 50
    for bucket in 0..<(96 * 9) {
      let begin = start + Double(bucket) * 900
      for _ in 0..<random.poisson(90) {
        contact(begin + random.uniform() * 890, "192.0.2.\(1 + random.next() % 4)", port: 443)
      }
      guard bucket == scan else { continue }
      for port in 0..<12 { contact(begin + Double(port), "203.0.113.66", port: 20 + port) }
    }
    let folder = TestFolder()
    let job = TestHunt.job(
      "ports",
      .init(function: "high_distinct_count", field: "destination.port", partition: "destination.ip"),
      influencers: ["source.ip"])
    let outcome = try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job], threads: 2)
    let record = try #require(outcome.records.max { $0.recordScore < $1.recordScore })
    #expect(record.timestamp.seconds == TestLog.start + Int64(scan) * 900 && record.actual == [13])
    #expect(record.influencers.first?.values.map(\.value) == ["203.0.113.66"])
    // Evidence shows the values: of each one event.
    #expect(record.events.count == 10)
  }

  /// Twenty days of forty events an hour; the logs begin and end so many minutes after an hour.
  @Test(arguments: [HuntMode.live, .hindsight])
  func `in the hour in which logs begin or end there is not too little`(mode: HuntMode) throws {
    var random = TestRandom(seed: 31)
    let lines = (0..<(480 * 40)).map { number in
      TestLog.line(
        Double(TestLog.start) + 3000 + (Double(number) + random.uniform()) * 90, [("host.name", "h")])
    }
    let rest = (480 * 40..<(480 * 40 + 8)).map {
      TestLog.line(Double(TestLog.start) + 3000 + (Double($0) + 0.5) * 90, [("host.name", "h")])
    }
    let folder = TestFolder()
    let outcome = try TestHunt.run(
      [try folder.write(lines: lines + rest, as: "a.ndjson")],
      jobs: [TestHunt.job("silence", .init(function: "low_count"), bucket: 3600)], mode: mode)
    let records = outcome.records
    #expect(outcome.jobs.map(\.records) == [records.count])
    let ends = [TestLog.start, TestLog.start + 481 * 3600]
    #expect(!records.contains { ends.contains($0.timestamp.seconds) })
  }

  @Test(arguments: [24.0, 160])
  func `a number that is far off for two hours is one record`(level: Double) throws {
    var random = TestRandom(seed: 9)
    var lines: [String] = []
    let odd = 8 * 96 + 40
    for bucket in 0..<(9 * 96) {
      let value = (odd..<odd + 8).contains(bucket) ? level + random.normal() : 94 + 2 * random.normal()
      lines.append(TestLog.line(start + Double(bucket) * 900, [("load", String(value))]))
    }
    let folder = TestFolder()
    let records = try TestHunt.run(
      [try folder.write(lines: lines, as: "a.ndjson")],
      jobs: [TestHunt.job("load", .init(function: "mean", field: "load"))]
    ).records
    let during = records.filter {
      (0..<8).contains(($0.timestamp.seconds - TestLog.start) / 900 - Int64(odd)) && $0.recordScore >= 25
    }
    #expect(during.count == 1)
    #expect(during.first?.timestamp.seconds == TestLog.start + Int64(odd) * 900)
  }

  @Test func `a source that falls silent is found by low_count`() throws {
    var random = TestRandom(seed: 16)
    var lines: [String] = []
    for bucket in 0..<(96 * 6) where !(530..<534).contains(bucket) {
      for _ in 0..<random.poisson(12) {
        lines.append(
          TestLog.line(start + (Double(bucket) + random.uniform()) * 900, [("event.action", "ok")]))
      }
    }
    let folder = TestFolder()
    let outcome = try TestHunt.run(
      [try folder.write(lines: lines, as: "a.ndjson")],
      jobs: [TestHunt.job("silence", .init(function: "low_count"))])
    let grave = try #require(outcome.records.max { $0.recordScore < $1.recordScore })
    #expect((530..<534).contains((grave.timestamp.seconds - TestLog.start) / 900))
    #expect(grave.recordScore >= 25)
    #expect(grave.actual == [0])
  }

  @Test(arguments: DetectorRegistry.names)
  func `every function runs over mixed events with finite numbers`(name: String) throws {
    let job = try TestHunt.everyUse(of: name)
    let folder = TestFolder()
    var lines = TestLog.travelled(events: 1200, days: 4, seed: 31)
    lines += TestLog.mixed(events: 1, days: 4, seed: 2).map {
      $0.replacing("destination.bytes\":\"", with: "destination.bytes\":\"x")
    }
    lines.append(TestLog.line(start + 4 * 86_400, []))
    let outcome = try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job])
    #expect(outcome.events == lines.count)
    let keys = try #require(outcome.jobs.first).keys
    #expect(keys > 0)
    for record in outcome.records {
      let infinite = record.numbers.filter { !$0.isFinite }
      #expect(infinite.isEmpty, "\(record.description): \(record.numbers)")
      #expect((0...100).contains(record.recordScore))
      #expect((0...1).contains(record.probability))
      #expect(!record.description.isEmpty)
    }
  }

  @Test func `a job that lacks a field says which`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: TestLog.mixed(events: 50, days: 1, seed: 1), as: "a.ndjson")
    let jobs = [
      TestHunt.job(
        "lacking", .init(function: "rare", by: "source.as.number"), needs: ["source.as.number", "user.name"]),
      TestHunt.job("content", .init(function: "rare", by: "event.action"), needs: ["event.action"]),
    ]
    let outcome = try TestHunt.run([file], jobs: jobs)
    let missing = Dictionary(uniqueKeysWithValues: outcome.jobs.map { ($0.job.id, $0.missingFields) })
    #expect(missing == ["lacking": ["source.as.number"], "content": []])
  }

  @Test func `predicates agree with the naive evaluator on random rows`() throws {
    let queries = [
      "", "event.category: process", "not event.category: process", "user.name: (user0 or user1)",
      "user.name: user* and not user.name: user0", "destination.bytes >= 3000",
      "destination.bytes < 500 or event.action: \"Call 1\"", "process.name: *exe", "source.ip: 192.0.2.0/28",
      "source.ip: * and not (event.category: network or destination.bytes > 4000)",
      "user.name: USER2", "not user.name: *", "event.category: network and event.category: process",
    ]
    var random = TestRandom(seed: 77)
    var rows: [[String: [String]]] = []
    var lines: [String] = []
    for number in 0..<1500 {
      var row: [String: [String]] = [:]
      if random.uniform() < 0.8 { row["user.name"] = ["user\(random.zipf(4))"] }
      // Always there: a row without a category would be given one by the mapping.
      let category = random.uniform() < 0.5 ? "network" : "process"
      row["event.category"] = random.uniform() < 0.2 ? ["network", "process"] : [category]
      if random.uniform() < 0.7 { row["destination.bytes"] = [String(random.next() % 6000)] }
      if random.uniform() < 0.7 { row["event.action"] = ["Call \(random.zipf(3))"] }
      if random.uniform() < 0.5 { row["process.name"] = [["a.exe", "b.EXE", "sh"][random.zipf(3)]] }
      if random.uniform() < 0.5 { row["source.ip"] = ["192.0.2.\(random.next() % 40)"] }
      rows.append(row)
      var line = "{\"@timestamp\":\(TestLog.start + Int64(number))"
      for (field, values) in row.sorted(by: { $0.key < $1.key }) {
        let list = values.map { field == "destination.bytes" ? $0 : "\"\($0)\"" }
        line += ",\"\(field)\":" + (list.count == 1 ? list[0] : "[" + list.joined(separator: ",") + "]")
      }
      lines.append(line + "}")
    }
    let folder = TestFolder()
    let jobs = queries.enumerated().map { number, query in
      TestHunt.job("q\(number + 100)", .init(function: "count"), query: query)
    }
    let outcome = try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: jobs, threads: 2)
    #expect(outcome.events == rows.count)
    for (number, query) in queries.enumerated() {
      let naive = try Naive.matches(query, rows)
      let found = outcome.jobs.first { $0.job.id == "q\(number + 100)" }?.events
      #expect(found == naive, "\(query)")
    }
  }
}
