import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What several buckets say together.
struct MultiBucketTests {
  private let riseDay = 24

  /// Ann's 20 events an hour by the hour's factor, and two others' six.
  private func hunt(
    _ detector: DetectorSpec, days: Int = 28, seed: UInt64, factor: (Int) -> Double
  ) throws -> [Record] {
    var random = TestRandom(seed: seed << 40)
    var lines: [String] = []
    for hour in 0..<(days * 24) {
      let time = Double(TestLog.start) + Double(hour) * 3600
      for user in ["ann", "bob", "cyd"] {
        let mean = user == "ann" ? 20 * factor(hour) : 6
        for event in 0..<random.poisson(mean) {
          lines.append(TestLog.line(time + Double(event), [("user.name", user)]))
        }
      }
    }
    let folder = TestFolder()
    let job = TestHunt.job("job", detector, bucket: 3600, influencers: ["user.name"])
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job]).records
  }

  private func hour(_ record: Record) -> Int { Int((record.timestamp.seconds - TestLog.start) / 3600) }

  private func name(_ record: Record) -> String? { record.by?.value ?? record.over?.value }

  private let detectors: [DetectorSpec] = [
    .init(function: "high_count", by: "user.name"), .init(function: "count", by: "user.name"),
    .init(function: "high_count", over: "user.name"),
  ]

  @Test(arguments: 0..<3)
  func `a rise too small for any hour is found in half a day, and told but a few times`(kind: Int) throws {
    let rise = riseDay * 24
    let records = try hunt(detectors[kind], seed: 31) { $0 >= rise ? 1.45 : 1 }
    let runs = records.filter {
      $0.multiBucketImpact > 0 && (rise..<rise + 48).contains(hour($0)) && name($0) == "ann"
    }
    let first = try #require(runs.first)
    #expect(hour(first) < rise + 14)
    #expect(runs.map(\.recordScore).max()! >= 60)
    #expect(runs.count <= 4)
    #expect(first.description.contains("higher over 12 hours (about "), "\(first.description)")
    #expect(first.explanation.multiBucketSurprisal! > first.explanation.singleBucketSurprisal)
  }

  @Test(arguments: 0..<3)
  func `a run is told at a bucket that is itself on the run's side`(kind: Int) throws {
    let worlds: [UInt64] = [33, 34]
    let records = try worlds.flatMap {
      try hunt(detectors[kind], days: 40, seed: $0) { $0 % 200 < 30 ? 1.4 : 1 }
    }
    let runs = records.filter { $0.multiBucketImpact > 0 }
    #expect(runs.count >= 3)
    for record in runs {
      #expect((record.actual[0] > record.typical[0]) == (record.explanation.anomalyType == .spike))
    }
  }

  @Test(arguments: 0..<3)
  func `a spike is one bucket's, and no run is told of it afterwards`(kind: Int) throws {
    let spike = riseDay * 24
    let records = try hunt(detectors[kind], seed: 35) { (spike..<(spike + 3)).contains($0) ? 6 : 1 }
    let told = try #require(records.first { hour($0) == spike && name($0) == "ann" })
    #expect(told.recordScore >= 75)
    #expect(told.multiBucketImpact <= -3)
    let after = records.filter { (spike + 1...spike + 20).contains(hour($0)) && $0.recordScore >= 50 }
    #expect(after.isEmpty, "\(after.map(\.description))")
  }

  @Test func `the impact is between minus five and five, and 0 where only buckets are asked`() throws {
    let numbers = try hunt(.init(function: "count", by: "user.name"), seed: 37) { $0 % 300 < 20 ? 1.6 : 1 }
    #expect(numbers.allSatisfy { (-5...5).contains($0.multiBucketImpact) })
    #expect(Set(numbers.map { $0.multiBucketImpact > 0 }).count == 2)
    let rare = try hunt(.init(function: "rare", by: "user.name"), days: 3, seed: 38) { $0 < 30 ? 0 : 1 }
    #expect(!rare.isEmpty)
    #expect(rare.allSatisfy { $0.multiBucketImpact == 0 && $0.explanation.multiBucketSurprisal == nil })
  }

  /// Cells of the table that `make quality` prints.
  @Test func `a slow doubling of everything is found`() throws {
    let subjects: [Promise.Subject] = [.init("sum", .by), .init("count", .over), .init("high_count", .by)]
    let scores = try Promise.power(subjects, .steady, .doubling, seed: 131)
    for (subject, score) in zip(subjects, scores) { #expect(score >= 50, "\(subject.label): \(score)") }
  }

  @Test func `a silence that goes on is told again as it grows`() throws {
    let silence = riseDay * 24..<riseDay * 24 + 24
    let records = try hunt(.init(function: "low_count", by: "user.name"), seed: 37) {
      silence.contains($0) ? 0 : 0.2
    }
    let told = records.filter { silence.contains(hour($0)) && name($0) == "ann" }
    #expect(told.map(\.recordScore).max()! >= 75, "\(told.map(\.recordScore))")
    #expect(told.count { $0.recordScore >= 50 } <= 6)
  }
}
