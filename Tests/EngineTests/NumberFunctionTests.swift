import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Functions over a field's numbers find what they are for.
struct NumberFunctionTests {
  private static let odd = 96 * 6 + 50

  /// Eight transfers in every quarter of an hour for eight days; `odd` replaces those of one bucket.
  private func hunt(_ function: String, odd: [Double]) throws -> [Record] {
    var random = TestRandom(seed: 8)
    var lines: [String] = []
    for bucket in 0..<(96 * 8) {
      let values = bucket == Self.odd ? odd : (0..<8).map { _ in 100 + 10 * random.normal() }
      for value in values {
        let time = Double(TestLog.start) + (Double(bucket) + random.uniform()) * 900
        lines.append(TestLog.line(time, [("destination.bytes", "\(value)")]))
      }
    }
    let folder = TestFolder()
    let job = TestHunt.job("numbers", .init(function: function, field: "destination.bytes"))
    return try TestHunt.run([try folder.write(lines: lines, as: "a.ndjson")], jobs: [job]).records
  }

  private func strangest(_ function: String, odd: [Double]) throws -> Record {
    let record = try #require(try hunt(function, odd: odd).max { $0.recordScore < $1.recordScore })
    #expect(record.timestamp.seconds == TestLog.start + Int64(Self.odd) * 900)
    #expect(record.recordScore >= 50)
    return record
  }

  @Test(arguments: ["median", "high_median"])
  func `a median is moved by most of a bucket`(function: String) throws {
    let record = try strangest(function, odd: [100, 104, 300, 310, 305, 290, 311])
    #expect(abs(record.actual[0] - 300) < 4)
    #expect(abs(record.typical[0] - 100) < 10)
  }

  @Test func `a median is not moved by one value`() throws {
    let records = try hunt("high_median", odd: [100, 99, 103, 98, 101, 97, 104, 50_000])
    #expect(
      !records.contains {
        $0.recordScore >= 50 && $0.timestamp.seconds == TestLog.start + Int64(Self.odd) * 900
      })
  }

  @Test(arguments: ["varp", "high_varp"])
  func `a spread that widens is found though the average stays`(function: String) throws {
    let record = try strangest(function, odd: [20, 180, 10, 190, 30, 170, 0, 200])
    #expect(record.actual[0] > 6000)
  }

  @Test func `a spread that vanishes is found by low_varp`() throws {
    let record = try strangest("low_varp", odd: Array(repeating: 100, count: 8))
    #expect(record.actual == [0])
  }

  @Test(arguments: ["non_null_sum", "high_non_null_sum"])
  func `a total is found`(function: String) throws {
    let record = try strangest(function, odd: Array(repeating: 500, count: 8))
    #expect(record.actual == [4000])
  }

  @Test func `a bucket without values is nothing to low_non_null_sum and zero to low_sum`() throws {
    #expect(try strangest("low_sum", odd: []).actual == [0])
    let silent = try hunt("low_non_null_sum", odd: [])
    #expect(!silent.contains { $0.actual == [0] })
  }

  @Test(arguments: [
    ([100, 99, 103, 98, 101, 97, 92, 185], "the greatest value"),
    ([100, 99, 103, 98, 101, 97, 108, 15], "the least value"),
    ([128, 127, 129, 128, 127, 129, 128, 128.5], "the average"),
  ])
  func `metric tells the strangest of least, average and greatest`(odd: [Double], name: String) throws {
    let record = try strangest("metric", odd: odd)
    #expect(record.description.contains(name), "\(record.description)")
  }
}
