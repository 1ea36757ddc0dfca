import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Hours, places and rhythms find what they are for.
struct TimeAndPlaceTests {
  private let start = Double(TestLog.start)

  /// Twelve people at work on weekdays from 8 to 17 UTC.
  private func office(days: Int, seed: UInt64) -> [(time: Double, user: String)] {
    var random = TestRandom(seed: seed)
    var events: [(Double, String)] = []
    for day in 0..<days where day % 7 < 5 {
      for user in 0..<12 {
        for _ in 0..<8 {
          events.append((start + Double(day) * 86_400 + (8 + random.uniform() * 9) * 3600, "user\(user)"))
        }
      }
    }
    return events.sorted { $0.0 < $1.0 }
  }

  private func hunt(_ lines: [String], _ detector: DetectorSpec, bucket: Int64 = 900) throws -> [Record] {
    let folder = TestFolder()
    let job = TestHunt.job("job", detector, bucket: bucket)
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job]).records
  }

  @Test(arguments: ["time_of_day", "time_of_week"])
  func `a log-on by night is found, and says when is usual`(function: String) throws {
    let night = start + 22 * 86_400 + 3.2 * 3600
    let lines = office(days: 28, seed: 3).map { TestLog.line($0.time, [("user.name", $0.user)]) }
    let odd = TestLog.line(night, [("user.name", "user7")])
    let records = try hunt(
      (lines + [odd]).sorted(), .init(function: function, partition: "user.name"))
    let record = try #require(records.max { $0.recordScore < $1.recordScore })
    #expect(record.partition?.value == "user7")
    #expect(record.recordScore >= 50)
    #expect(record.explanation.anomalyType == .unusualTime)
    #expect(record.description.contains("03:12 UTC, most usual around "), "\(record.description)")
    #expect(record.actual[0].truncatingRemainder(dividingBy: 86_400) == 3.2 * 3600)
  }

  @Test func `a Sunday is strange to the week and not to the day`() throws {
    let sunday = start + 20 * 86_400 + 11 * 3600
    let lines = office(days: 28, seed: 5).map { TestLog.line($0.time, [("user.name", $0.user)]) }
    let all = (lines + [TestLog.line(sunday, [("user.name", "user2")])]).sorted()
    let week = try hunt(all, .init(function: "time_of_week", by: "user.name"))
    let day = try hunt(all, .init(function: "time_of_day", by: "user.name"))
    let isSunday = { (record: Record) in record.timestamp.seconds == Int64(sunday) / 900 * 900 }
    #expect(week.contains { isSunday($0) && $0.recordScore >= 50 && $0.description.contains("Sunday 11:00") })
    #expect(!day.contains { isSunday($0) && $0.recordScore >= 25 })
  }

  @Test func `a member of a population is held against the others`() throws {
    let night = start + 22 * 86_400 + 2 * 3600
    let lines = office(days: 28, seed: 6).map { TestLog.line($0.time, [("user.name", $0.user)]) }
    let odd = TestLog.line(night, [("user.name", "newcomer")])
    let records = try hunt((lines + [odd]).sorted(), .init(function: "time_of_day", over: "user.name"))
    let record = try #require(records.max { $0.recordScore < $1.recordScore })
    #expect(record.over?.value == "newcomer")
    #expect(record.recordScore >= 50)
  }

  enum Spelling: String, CaseIterable, Sendable { case text, object, array, wellKnownText }

  private func line(_ time: Double, _ user: String, _ place: (Double, Double), _ spelling: Spelling) -> String
  {
    let location =
      switch spelling {
      case .text: "\"\(place.0),\(place.1)\""
      case .object: "{\"lat\":\(place.0),\"lon\":\(place.1)}"
      case .array: "[\(place.1),\(place.0)]"
      case .wellKnownText: "\"POINT (\(place.1) \(place.0))\""
      }
    let plain = TestLog.line(time, [("user.name", user)])
    return plain.dropLast() + ",\"source\":{\"geo\":{\"location\":\(location)}}}"
  }

  @Test(arguments: Spelling.allCases)
  func `a log-on from the other side of the world is found, however it is written`(spelling: Spelling) throws
  {
    let homes = [(50.1, 8.7), (48.9, 2.3), (40.4, -3.7)]
    var lines = office(days: 28, seed: 7).map { event in
      line(event.time, event.user, homes[Int(event.user.utf8.last!) % 3], spelling)
    }
    let odd = start + 22 * 86_400 + 10 * 3600
    lines.append(line(odd, "user4", (-33.9, 151.2), spelling))
    lines.sort { $0.prefix(40) < $1.prefix(40) }
    let folder = TestFolder()
    let job = Job(
      id: "job", title: "job", needs: ["source.geo.location"],
      detectors: [.init(function: "lat_long", field: "source.geo.location", partition: "user.name")])
    let outcome = try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job])
    #expect(outcome.jobs[0].missingFields == [])
    let record = try #require(outcome.records.max { $0.recordScore < $1.recordScore })
    #expect(record.partition?.value == "user4")
    #expect(record.recordScore >= 50)
    #expect(record.actual == [-33.9, 151.2])
    #expect(record.description.contains(" km"))
    let grave = outcome.records.filter { $0.recordScore >= 50 }
    #expect(grave.count <= 2, "\(grave.map(\.description))")
  }

  /// People who browse by chance, machines that ask their time server by the clock.
  private func traffic(days: Int, seed: UInt64) -> [(time: Double, source: String, destination: String)] {
    var random = TestRandom(seed: seed)
    var events: [(Double, String, String)] = []
    for source in 0..<12 {
      for day in 0..<days {
        let midnight = start + Double(day) * 86_400
        for minute in stride(from: Double(source), to: 1440, by: 17.07) {
          events.append((midnight + minute * 60, "10.0.0.\(source)", "192.0.2.1"))
        }
        for site in 0..<6 {
          for _ in 0..<random.poisson(25) {
            let hour = 8 + random.uniform() * 9
            events.append((midnight + hour * 3600, "10.0.0.\(source)", "198.51.100.\(site)"))
          }
        }
      }
    }
    return events
  }

  @Test func `call-backs by the clock are found once, and what always polls is no news`() throws {
    var random = TestRandom(seed: 10)
    var events = traffic(days: 16, seed: 9)
    for day in 12..<16 {
      for beat in 0..<288 {
        let time = start + Double(day) * 86_400 + Double(beat) * 300 + random.uniform() * 20
        events.append((time, "10.0.0.5", "203.0.113.66"))
      }
    }
    let lines = events.sorted { $0.0 < $1.0 }.map { event in
      let size = event.2 == "198.51.100.1" ? Int(random.next() % 9000) : 300 + Int(random.next() % 4)
      return TestLog.line(
        event.0,
        [
          ("source.ip", event.1), ("destination.ip", event.2), ("source.bytes", "\(size)"),
        ])
    }
    let records = try hunt(
      lines,
      .init(function: "beacon", field: "source.bytes", by: "destination.ip", partition: "source.ip"),
      bucket: 86_400)
    let record = try #require(records.max { $0.recordScore < $1.recordScore })
    #expect(record.by?.value == "203.0.113.66")
    #expect(record.partition?.value == "10.0.0.5")
    #expect(record.timestamp.seconds == TestLog.start + 12 * 86_400)
    #expect(record.recordScore >= 50, "\(record.recordScore)")
    #expect(record.description.hasPrefix("every 300 seconds") || record.description.hasPrefix("every 30"))
    let grave = records.filter { $0.recordScore >= 50 }
    #expect(grave.count == 1, "\(grave.map { "\($0.timestamp.iso8601) \($0.description)" })")
  }
}
