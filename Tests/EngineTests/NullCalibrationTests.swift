import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Where nothing ever happens, a score of 50 or more comes about once a week and job, as it says.
struct NullCalibrationTests {
  enum World: String, CaseIterable, Sendable {
    case counts, words, content
  }

  /// Far apart: the streams of neighbouring seeds overlap.
  private static let seeds: [UInt64] = [11 << 40, 12 << 40, 13 << 40, 14 << 40]
  private static let days = 40
  private static let learningDays = 7

  @Test(arguments: World.allCases)
  func `a stationary world scores 50 about once a week`(world: World) throws {
    var grave = 0
    for seed in Self.seeds {
      let folder = TestFolder()
      let file = try folder.write(lines: Self.lines(world, seed: seed), as: "a.ndjson")
      let outcome = try TestHunt.run([file], jobs: [Self.job(world)])
      let from = TestLog.start + Int64(Self.learningDays) * 86_400
      grave += outcome.records.count { $0.recordScore >= 50 && $0.timestamp.seconds >= from }
    }
    let weeks = Double(Self.seeds.count * (Self.days - Self.learningDays)) / 7
    let rate = Double(grave) / weeks
    #expect((0.3...2).contains(rate), "\(world): \(grave) records in \(weeks) weeks")
  }

  /// A few cells of the table that `make quality` prints.
  @Test func `numbers score 50 about once a week`() throws {
    let subjects: [Promise.Subject] = [
      .init("distinct_count", .none), .init("low_count", .none), .init("high_count", .by),
      .init("high_sum", .over), .init("mean", .none),
    ]
    var tallies = subjects.map { _ in Promise.Tally() }
    for seed: UInt64 in 21...23 {
      for (index, tally) in try Promise.quiet(subjects, .steady, seed: seed, days: 49).enumerated() {
        tallies[index].add(tally)
      }
    }
    for (subject, tally) in zip(subjects, tallies) {
      #expect((0.3...2).contains(tally.majorPerWeek), "\(subject.label): \(tally.majorPerWeek) a week")
    }
  }

  private static func job(_ world: World) -> Job {
    switch world {
    case .counts: TestHunt.job("counts", .init(function: "high_count"))
    case .words: TestHunt.job("words", .init(function: "rare", by: "event.action"))
    case .content:
      TestHunt.job(
        "content", .init(function: "high_info_content", field: "event.action", over: "user.name"))
    }
  }

  /// About five events in every quarter of an hour, a line each.
  private static func lines(_ world: World, seed: UInt64) -> [String] {
    var random = TestRandom(seed: seed)
    var lines: [String] = []
    for bucket in 0..<(days * 96) {
      for _ in 0..<random.poisson(5) {
        let time = TestLog.start + Int64(bucket) * 900 + Int64(random.next() % 900)
        lines.append("{\"@timestamp\":\(time)\(fields(world, &random))}")
      }
    }
    return lines
  }

  private static func fields(_ world: World, _ random: inout TestRandom) -> String {
    switch world {
    case .counts: ",\"event.action\":\"deny\""
    // A new word about every ten days: where one comes daily, none is worth a week.
    case .words:
      random.uniform() < 0.0002
        ? ",\"event.action\":\"odd\(word(&random))\""
        : ",\"event.action\":\"\(name(random.zipf(30)))\""
    case .content:
      ",\"user.name\":\"user\(random.next() % 12)\",\"event.action\":\"\(word(&random))\""
    }
  }

  /// Without digits, which a name's template would leave out.
  private static func name(_ rank: Int) -> String {
    String(decoding: [UInt8(97 + rank % 26), UInt8(97 + rank / 26), 0x71], as: UTF8.self)
  }

  private static func word(_ random: inout TestRandom) -> String {
    let letters = Array("abcdefghijklmnop")
    return String((0..<(6 + random.poisson(4))).map { _ in letters[Int(random.next() % 16)] })
  }
}
