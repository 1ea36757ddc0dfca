import HarrierEvents
import HarrierReports
import HarrierScoring
import Testing

struct ModelPlotReportTests {
  private func point(_ hour: Int64, actual: Double?, by: String = "ann") -> ModelPlotPoint {
    ModelPlotPoint(
      jobID: "many", detectorIndex: 0, function: "count",
      timestamp: EventTime(nanoseconds: hour * 3_600_000_000_000), bucketSpan: 3600,
      by: KeyPart(fieldName: "user.name", value: by), actual: actual, median: 5, lower: 0, upper: 12)
  }

  @Test func `the page has a picture a key, and a value of a log is never markup`() {
    let hostile = "<script>alert(1)</script>"
    let page = ModelPlotPage.render(
      [
        point(0, actual: 4), point(1, actual: 400), point(2, actual: nil),
        point(0, actual: 1, by: hostile),
      ], title: "many")
    #expect(page.components(separatedBy: "<svg").count == 3)
    #expect(!page.contains(hostile))
    #expect(page.contains("&lt;script&gt;"))
    #expect(!page.contains("http://") && !page.contains("https://"))
    #expect(!page.contains("nan"))
  }

  @Test func `a table has a line a point, and no actual value in a forecast`() {
    let text = ModelPlotCSV.render([point(0, actual: 4), point(1, actual: nil, by: "=1+1")])
    let lines = text.components(separatedBy: "\r\n")
    #expect(lines[1] == "1970-01-01T00:00:00.000Z,many,ann,,,4,0,5,12")
    #expect(lines[2] == "1970-01-01T01:00:00.000Z,many,'=1+1,,,,0,5,12")
  }
}
