import HarrierEngine
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

/// What is plotted is what judged: expectations from before the bucket, and looks ahead that know the hour.
struct ModelPlotTests {
  private let folder = TestFolder()
  private let job = TestHunt.job("many", .init(function: "count", by: "user.name"), bucket: 3600)

  /// Ten days of ann, busy from eight to sixteen, and of bob, who is there on the second day alone.
  private func path() throws -> String {
    var random = TestRandom(seed: 5)
    var lines: [String] = []
    for hour in 0..<240 {
      let mean = (8..<16).contains(hour % 24) ? 60.0 : 5
      for event in 0..<random.poisson(mean) {
        lines.append(TestLog.line(time(hour, event), [("user.name", "ann")]))
      }
      if hour == 30 { lines.append(TestLog.line(time(hour, 3000), [("user.name", "bob")])) }
    }
    return try folder.write(lines: lines, as: "a.ndjson")
  }

  private func time(_ hour: Int, _ second: Int) -> Double {
    Double(TestLog.start + Int64(hour) * 3600 + Int64(second))
  }

  private func plot(_ request: ModelPlotRequest) throws -> [ModelPlotPoint] {
    var options = HuntOptions(jobs: [job], threads: 1)
    options.plot = request
    return try Hunt(options).run([try path()]).modelPlot
  }

  @Test func `one key is plotted bucket by bucket, and most buckets lie between the bounds`() throws {
    let points = try plot(ModelPlotRequest(by: "ann"))
    #expect(points.count == 239)
    #expect(points.allSatisfy { $0.by?.value == "ann" && $0.actual != nil })
    #expect(points.map(\.timestamp) == points.map(\.timestamp).sorted { $0.nanoseconds < $1.nanoseconds })
    let late = points.suffix(120)
    let inside = late.count { $0.lower <= $0.actual! && $0.actual! <= $0.upper }
    #expect(inside >= 108)
    #expect(late.allSatisfy { $0.lower <= $0.median && $0.median <= $0.upper })
  }

  @Test func `a forecast goes on from the last bucket and knows busy hours`() throws {
    let points = try plot(ModelPlotRequest(by: "ann", forecastSeconds: 2 * 86_400))
    let ahead = points.filter { $0.actual == nil }
    #expect(ahead.count == 48)
    #expect(ahead.first?.timestamp.seconds == TestLog.start + 240 * 3600)
    let noon = ahead.filter { $0.timestamp.seconds / 3600 % 24 == 12 }.map(\.median)
    let night = ahead.filter { $0.timestamp.seconds / 3600 % 24 == 3 }.map(\.median)
    #expect(noon.allSatisfy { (40...80).contains($0) })
    #expect(night.allSatisfy { $0 < 15 })
  }

  @Test func `no more keys than asked for, and no value that is not there`() throws {
    #expect(Set(try plot(ModelPlotRequest(mostKeys: 1)).map(\.by?.value)).count == 1)
    #expect(try plot(ModelPlotRequest(by: "nobody")).isEmpty)
  }

  @Test func `keys beyond the number asked for are told of`() throws {
    var options = HuntOptions(jobs: [job], threads: 1)
    options.plot = ModelPlotRequest(mostKeys: 1)
    let outcome = try Hunt(options).run([try path()])
    #expect(outcome.notes == ["many: 1 more keys are not plotted, for 1 are"])
  }

  @Test func `metric is plotted by its average`() throws {
    var random = TestRandom(seed: 6)
    let lines = (0..<480).map { quarter in
      TestLog.line(time(0, quarter * 900), [("destination.bytes", String(100 + random.poisson(30)))])
    }
    let path = try folder.write(lines: lines, as: "metric.ndjson")
    var options = HuntOptions(
      jobs: [TestHunt.job("size", .init(function: "metric", field: "destination.bytes"))], threads: 1)
    options.plot = ModelPlotRequest(forecastSeconds: 3600)
    let points = try Hunt(options).run([path]).modelPlot
    #expect(points.count == 479 + 4)
    #expect(points.suffix(100).allSatisfy { (110...150).contains($0.median) })
  }
}
