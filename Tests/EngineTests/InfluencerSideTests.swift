import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// Whose events make a number strange, on either side.
struct InfluencerSideTests {
  /// Three weeks of ten events an hour of each of six hosts by their owners; in one late hour somebody adds thirty to one of them.
  private func strangest(_ detector: DetectorSpec, adds value: Double) throws -> Record {
    var random = TestRandom(seed: 77)
    var lines: [String] = []
    func add(_ hour: Int, _ host: Int, _ user: String, _ value: Double) {
      let time = Double(TestLog.start) + (Double(hour) + random.uniform()) * 3600
      lines.append(
        TestLog.line(time, [("host.name", "h\(host)"), ("user.name", user), ("network.bytes", "\(value)")]))
    }
    for hour in 0..<(21 * 24) {
      for host in 0..<6 {
        for _ in 0..<(8 + Int(random.uniform() * 5)) {
          add(hour, host, "owner\(host)", 100 + 10 * random.normal())
        }
      }
    }
    for _ in 0..<30 { add(466, 3, "mallory", value) }
    let folder = TestFolder()
    let job = TestHunt.job("job", detector, bucket: 3600, influencers: ["user.name"])
    let records = try TestHunt.run([try folder.write(lines: lines.sorted(), as: "a.ndjson")], jobs: [job])
      .records
    return try #require(records.max { $0.recordScore < $1.recordScore })
  }

  @Test(arguments: ["count", "high_count", "sum", "high_sum"])
  func `one who adds events to a total is named, whatever sides are asked`(function: String) throws {
    let field = function.hasSuffix("sum") ? "network.bytes" : nil
    for record in [
      try strangest(.init(function: function, field: field, over: "host.name"), adds: 100),
      try strangest(.init(function: function, field: field, partition: "host.name"), adds: 100),
    ] {
      #expect(record.recordScore > 50)
      #expect(record.influencers.first?.values.first?.value == "mallory", "\(record.description)")
    }
  }

  @Test(arguments: ["mean", "low_mean", "low_median", "median", "low_min", "min"])
  func `one whose values pull a middle or an extreme down is named`(function: String) throws {
    let record = try strangest(
      .init(function: function, field: "network.bytes", partition: "host.name"), adds: 2)
    #expect(record.recordScore > 50)
    #expect(record.influencers.first?.values.map(\.value) == ["mallory"], "\(record.description)")
  }

  @Test func `a total that is low is nobody's doing`() throws {
    let record = try strangest(
      .init(function: "low_sum", field: "network.bytes", partition: "host.name"), adds: -40)
    #expect(record.influencers.isEmpty)
  }
}
