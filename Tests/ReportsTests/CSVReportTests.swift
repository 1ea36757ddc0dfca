import HarrierResults
import HarrierScoring
import Testing

@testable import HarrierReports

struct CSVReportTests {
  @Test func `a finding is a line`() {
    var record = Samples.record(0, by: "a \"b\", c", actual: [-2], typical: [4.52])
    record.influencers = [
      Influencer(fieldName: "source.ip", values: [InfluencerValue(value: "192.0.2.1", share: 1)])
    ]
    let lines = CSVReport.render(records: [record]).components(separatedBy: "\r\n")
    #expect(lines.count == 3 && lines[0] == CSVReport.columns.joined(separator: ","))
    #expect(
      lines[1] == #"2026-01-05T00:00:00.000Z,critical,82,"high_count by ""destination.geo.country_name""","#
        + #""destination.geo.country_name=a ""b"", c",source.ip=192.0.2.1,-2,4.52,more than 100x higher,"#
        + "high_count_by_destination_country,3100000,6.1e-06,12")
  }

  @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r=1"])
  func `a value is not run as a formula`(text: String) {
    #expect(CSVReport.guarded(text) == "'" + text)
    let csv = CSVReport.render(records: [Samples.record(0, job: text)])
    #expect(!csv.contains(",\(text),"))
  }

  @Test(arguments: ["1", "a=b", "", "x-1"])
  func `a harmless value stays as it is`(text: String) {
    #expect(CSVReport.guarded(text) == text)
  }

  @Test func `the other line format is the record's own`() throws {
    let lines = NDJSONReport.render(records: Samples.findings).split(separator: "\n")
    #expect(try lines.map { try RecordDecoder.record(from: String($0)) } == Samples.findings)
  }
}
