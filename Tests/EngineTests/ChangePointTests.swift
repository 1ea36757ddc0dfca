import Foundation
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What changes for good is followed and told as such; what passes is an anomaly.
struct ChangePointTests {
  private static let day = 30

  /// Five weeks of one source, so many events in each hour, each of so many bytes.
  private func hunt(
    _ detector: DetectorSpec, seed: UInt64, days: Int = 38, rate: (Int) -> Double,
    bytes: (Int, inout TestRandom) -> Int = { _, _ in 100 }
  ) throws -> HuntOutcome {
    var random = TestRandom(seed: seed << 40)
    var lines: [String] = []
    for hour in 0..<(days * 24) {
      let time = Double(TestLog.start) + Double(hour) * 3600
      for event in 0..<random.poisson(rate(hour)) {
        let size = bytes(hour, &random)
        lines.append(
          TestLog.line(time + Double(event), [("user.name", "ann"), ("destination.bytes", "\(size)")]))
      }
    }
    let folder = TestFolder()
    let job = TestHunt.job("job", detector, bucket: 3600)
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job])
  }

  private func hour(_ time: EventTime) -> Int { Int((time.seconds - TestLog.start) / 3600) }
  private let start = day * 24
  private let count = DetectorSpec(function: "count", by: "user.name")
  private let sum = DetectorSpec(function: "sum", field: "destination.bytes", by: "user.name")

  /// Busy on weekdays from 8 to 18, so many hours later.
  private func office(_ hour: Int, later: Int = 0) -> Double {
    let moved = hour - later
    return moved / 24 % 7 < 5 && (8..<18).contains(moved % 24) ? 30 : 3
  }

  @Test(arguments: [0, 1])
  func `a new level is followed within a day, and told once`(kind: Int) throws {
    let outcome = try hunt(kind == 0 ? count : sum, seed: 51) { $0 >= self.start ? 34 : 20 }
    let annotation = try #require(outcome.annotations.first)
    #expect(outcome.annotations.count == 1)
    #expect(annotation.kind == "level_shift")
    #expect(annotation.by?.value == "ann")
    #expect((start + 8...start + 24).contains(hour(annotation.timestamp)))
    let (before, after) = try #require(annotation.levels)
    #expect((1.5...1.9).contains(after / before))
    #expect(annotation.description.hasPrefix("a new level since "))
    // It is told at its start, and is ordinary from then on.
    #expect(outcome.records.contains { (start..<start + 12).contains(hour($0.timestamp)) })
    let later = outcome.records.filter { hour($0.timestamp) > hour(annotation.timestamp) + 1 }
    // One a week is chance.
    #expect(later.count { $0.recordScore >= 50 } <= 1, "\(later.map(\.description))")
  }

  @Test(arguments: [0, 1])
  func `a week that comes an hour later is followed within days`(kind: Int) throws {
    let outcome = try hunt(kind == 0 ? count : sum, seed: 52, days: 46) {
      self.office($0, later: $0 >= 35 * 24 ? 1 : 0)
    }
    let annotation = try #require(outcome.annotations.first)
    #expect(annotation.kind == "time_shift")
    #expect((35 * 24..<40 * 24).contains(hour(annotation.timestamp)))
    let (before, after) = try #require(annotation.levels)
    #expect(before == 0 && after == 3600)
    #expect(annotation.description.hasSuffix("the day comes an hour later"))
    #expect(outcome.annotations.count == 1, "\(outcome.annotations.map(\.description))")
    let later = outcome.records.filter { hour($0.timestamp) > hour(annotation.timestamp) + 1 }
    // One a week is chance.
    #expect(later.count { $0.recordScore >= 50 } <= 1, "\(later.map(\.description))")
  }

  @Test func `a new spread is followed and told`() throws {
    let mean = DetectorSpec(function: "mean", field: "destination.bytes", by: "user.name")
    let change = 50 * 24
    let outcome = try hunt(mean, seed: 53, days: 65, rate: { _ in 8 }) { hour, random in
      max(1, Int(10_000 + (hour >= change ? 2500 : 500) * random.normal()))
    }
    let annotation = try #require(outcome.annotations.first)
    #expect(annotation.kind == "scale_change")
    let (before, after) = try #require(annotation.levels)
    #expect((1.8...8).contains(after / before))
    #expect((change..<change + 10 * 24).contains(hour(annotation.timestamp)))
  }

  @Test(arguments: [3, 6, 8])
  func `an attack of some hours is an anomaly and no new level`(hours: Int) throws {
    let attack = start..<(start + hours)
    let outcome = try hunt(count, seed: 54) { attack.contains($0) ? 120 : 20 }
    #expect(outcome.annotations.isEmpty, "\(outcome.annotations.map(\.description))")
    let told = outcome.records.filter { hour($0.timestamp) == start }
    #expect(told.contains { $0.recordScore >= 75 })
    // The next one is found too.
    let second = try hunt(count, seed: 54) {
      attack.contains($0) || (self.start + 48..<self.start + 50).contains($0) ? 120 : 20
    }
    #expect(second.records.contains { hour($0.timestamp) == start + 48 && $0.recordScore >= 75 })
  }

  @Test func `where nothing changes nothing is told`() throws {
    for seed: UInt64 in 61...63 {
      let outcome = try hunt(count, seed: seed, days: 70) { self.office($0) }
      #expect(outcome.annotations.isEmpty, "\(outcome.annotations.map(\.description))")
    }
  }

  @Test func `a change is told again by no hunt that goes on from saved state`() throws {
    var random = TestRandom(seed: 55 << 40)
    let lines = (0..<(38 * 24)).flatMap { hour in
      (0..<random.poisson(hour >= self.start ? 34 : 20)).map {
        TestLog.line(Double(TestLog.start) + Double(hour) * 3600 + Double($0), [("user.name", "ann")])
      }
    }
    let folder = TestFolder()
    let job = TestHunt.job("job", count, bucket: 3600)
    let half = lines.count * 4 / 5
    let files = [
      try folder.write(lines: Array(lines[..<half]), as: "a.ndjson"),
      try folder.write(lines: Array(lines[half...]), as: "b.ndjson"),
    ]
    let unbroken = try TestHunt.run(files, jobs: [job], keepsOpen: true)
    let first = try TestHunt.run([files[0]], jobs: [job], keepsOpen: true)
    try first.state!.save(to: folder.path + "/state")
    let state = try #require(try SavedState.load(from: folder.path + "/state"))
    let second = try TestHunt.run(files, jobs: [job], state: state, keepsOpen: true)
    #expect(unbroken.annotations.count == 1)
    #expect(first.annotations + second.annotations == unbroken.annotations)
  }
}

extension Annotation {
  /// Before and after, of a change.
  fileprivate var levels: (before: Double, after: Double)? {
    guard case .change(_, let before, let after) = content else { return nil }
    return (before, after)
  }
}
