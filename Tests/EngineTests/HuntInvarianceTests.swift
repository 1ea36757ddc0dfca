import Foundation
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// The same answer however the input is cut (STATISTICS §0.4).
struct HuntInvarianceTests {
  /// Some 14 MB, so that it is read in more than one round; the padding is a field nobody wants.
  private static let lines = TestLog.mixed(events: 6000, days: 5, seed: 7, padding: 2200)

  private func records(_ paths: [String], threads: Int = 2) throws -> [Record] {
    try TestHunt.run(paths, jobs: TestHunt.everyFold, threads: threads).records
  }

  @Test func `any number of threads finds the same records`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: Self.lines, as: "all.ndjson")
    let one = try records([file], threads: 1)
    #expect(one.count > 5)
    #expect(try records([file], threads: 2) == one)
    #expect(try records([file], threads: 8) == one)
  }

  @Test func `seven files in another order find what one file finds`() throws {
    let folder = TestFolder()
    let whole = try records([try folder.write(lines: Self.lines, as: "all.ndjson")])
    var random = TestRandom(seed: 3)
    let size = Self.lines.count / 7 + 1
    var parts: [String] = []
    for (number, from) in stride(from: 0, to: Self.lines.count, by: size).enumerated() {
      let part = Array(Self.lines[from..<min(from + size, Self.lines.count)])
      parts.append(try folder.write(lines: part, as: "part\(9 - number).ndjson"))
    }
    #expect(parts.count == 7)
    parts.shuffle(using: &random)
    #expect(try records(parts).map(\.withoutPlaces) == whole.map(\.withoutPlaces))
  }

  @Test func `seven interleaved files find what one file finds`() throws {
    let folder = TestFolder()
    let whole = try records([try folder.write(lines: Self.lines, as: "all.ndjson")])
    let parts = try (0..<7).map { number in
      try folder.write(
        lines: Self.lines.indices.filter { $0 % 7 == number }.map { Self.lines[$0] },
        as: "host\(number).ndjson")
    }
    #expect(try records(parts).map(\.withoutPlaces) == whole.map(\.withoutPlaces))
  }

  @Test func `lines shuffled inside the latency window change nothing`() throws {
    let folder = TestFolder()
    let whole = try records([try folder.write(lines: Self.lines, as: "all.ndjson")])
    var random = TestRandom(seed: 11)
    // Six lines are about seven minutes of the window's fifteen.
    let shuffled = stride(from: 0, to: Self.lines.count, by: 6).flatMap { from in
      Self.lines[from..<min(from + 6, Self.lines.count)].shuffled(using: &random)
    }
    let path = try folder.write(lines: shuffled, as: "shuffled.ndjson")
    let outcome = try TestHunt.run([path], jobs: TestHunt.everyFold, threads: 2)
    #expect(outcome.late == 0)
    #expect(outcome.records.map(\.withoutPlaces) == whole.map(\.withoutPlaces))
  }

  @Test func `a file in no order of time loses nothing`() throws {
    let folder = TestFolder()
    let whole = try records([try folder.write(lines: Self.lines, as: "all.ndjson")])
    let path = try folder.write(lines: Self.lines.reversed(), as: "newest-first.ndjson")
    let outcome = try TestHunt.run([path], jobs: TestHunt.everyFold, threads: 2)
    #expect(outcome.late == 0)
    #expect(outcome.events == Self.lines.count)
    #expect(outcome.records.map(\.withoutPlaces) == whole.map(\.withoutPlaces))
  }

  @Test func `packed, array and plain spellings of the same events find the same records`() throws {
    let folder = TestFolder()
    let lines = TestLog.mixed(events: 2500, days: 5, seed: 21)
    let plain = try records([try folder.write(lines: lines, as: "plain.ndjson")])
    let text = lines.joined(separator: "\n") + "\n"
    let packed = try records([try folder.write(try folder.gzip(text), as: "packed.ndjson.gz")])
    let array = try records([
      try folder.write("[\n" + lines.joined(separator: ",\n") + "\n]\n", as: "array.json")
    ])
    let wrapped = try records([
      try folder.write("{\"Records\":[" + lines.joined(separator: ",") + "]}", as: "wrapped.json")
    ])
    #expect(packed.map(\.withoutPlaces) == plain.map(\.withoutPlaces))
    #expect(array.map(\.withoutPlaces) == plain.map(\.withoutPlaces))
    #expect(wrapped.map(\.withoutPlaces) == plain.map(\.withoutPlaces))
  }

  @Test func `events that look alike where one looks first are sampled in one order`() throws {
    let folder = TestFolder()
    var lines = TestLog.mixed(events: 2000, days: 4, seed: 21)
    // The same moment, length, beginning and end: they differ by a few bytes in between.
    let burst = (0..<300).map { number in
      TestLog.line(
        Double(TestLog.start) + 4.1 * 86_400,
        [
          ("event.category", "process"), ("process.name", String(repeating: "tool", count: 20)),
          ("user.name", "user\(100 + number % 7)"), ("destination.geo.country_name", "Utopia"),
        ], padding: 900)
    }
    lines += burst
    let job = TestHunt.job(
      "many", .init(function: "high_count", by: "destination.geo.country_name"), influencers: ["user.name"])
    let one = try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job])
    let other = try TestHunt.run(
      [
        try folder.write(lines: Array(lines.dropLast(300)), as: "b.ndjson"),
        try folder.write(lines: Array(burst.reversed()), as: "c.ndjson"),
      ], jobs: [job], threads: 3)
    #expect(
      one.records.contains {
        $0.actual.first == 300 && $0.influencers.contains { $0.fieldName == "user.name" }
      })
    #expect(other.records.map(\.withoutPlaces) == one.records.map(\.withoutPlaces))
  }
}
