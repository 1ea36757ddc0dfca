import HarrierResults
import HarrierScoring
import HarrierStatistics
import Testing

@testable import HarrierReports

struct TerminalReportTests {
  @Test func `the end of a hunt`() {
    let text = TerminalReport(width: 120, limit: 2).render(
      records: Samples.findings, summary: Samples.summary(), reportPath: "out/report.html")
    for words in [
      "Read 3 files, 1,234,567 events, 1.2 GB in 4.1 s (301,114 events/s)", "Passed over 12 lines:",
      "12 × not JSON", "auth.log:91:76", "logs/old.evtx: not a format", "2 jobs ran",
      "no source.as.number: rare_asn_for_user", "Note: no GeoIP", "40 findings: ", "18 alerts",
      "; 36 rows", "… and 34 more", "Report: out/report.html", "2026-01-05 ", "critical 99",
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }

  /// By folder, ending and kind of problem; what is one of its kind stays by itself.
  @Test func `files that cannot be read are told together where many of a folder are alike`() {
    func file(_ path: String, _ problem: String?) -> RunSummary.FileSummary {
      .init(path: path, format: "not read", events: 0, bytes: 0, rejected: 0, problem: problem)
    }
    let files = [
      file("a/1.log", "no time field among x"), file("a/2.log", "no time field among y, z"),
      file("a/2.csv", "no time field among x"), file("b/3.log", "no time field among x"),
      file("a/4.log", nil),
      file("a/5.log", "the file ends within a gzip member"), file("a/6.log", "no time field"),
      file("7.log", "no time field"),
    ]
    #expect(
      UnreadFiles(files).groups == [
        .init(path: "a/1.log", problem: "no time field among x", others: 2),
        .init(path: "a/2.csv", problem: "no time field among x", others: 0),
        .init(path: "b/3.log", problem: "no time field among x", others: 0),
        .init(path: "a/5.log", problem: "the file ends within a gzip member", others: 0),
        .init(path: "7.log", problem: "no time field", others: 0),
      ])
    var summary = Samples.summary()
    summary.files = files
    let text = TerminalReport(width: 120, limit: 2).render(records: [], summary: summary)
    #expect(text.contains("a/1.log: no time field among x\n      and 2 files like it in the same folder\n"))
    #expect(!text.contains("a/2.log"))
  }

  @Test(arguments: [60, 80, 100, 120, 160, 240])
  func `no line is wider than the terminal`(width: Int) {
    let records = Samples.findings + Samples.hostileFindings
    let text = TerminalReport(width: width, limit: 100).render(
      records: records, summary: Samples.summary(text: Samples.hostile[13]))
    let widest = text.split(separator: "\n").map { DisplayWidth.of(String($0)) }.max() ?? 0
    // Time, severity and every other column at its least.
    #expect(widest <= max(width, 72))
  }

  @Test(arguments: Samples.hostile)
  func `a log's value cannot steer the terminal`(text: String) {
    let output = TerminalReport(width: 200, limit: 50).render(
      records: Samples.hostileFindings, summary: Samples.summary(text: text), reportPath: text)
    for scalar in output.unicodeScalars where scalar != "\n" {
      let category = scalar.properties.generalCategory
      #expect(![.control, .format, .lineSeparator, .paragraphSeparator].contains(category))
    }
  }

  @Test func `colour comes only when it is asked for`() {
    let plain = TerminalReport(color: false).render(records: Samples.findings, summary: Samples.summary())
    let painted = TerminalReport(color: true).render(records: Samples.findings, summary: Samples.summary())
    #expect(!plain.contains("\u{1B}"))
    #expect(painted.contains("\u{1B}[1;31mcritical 99"))
    #expect(painted.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test func `a table is aligned, and empty columns are left out`() {
    let records = [
      Samples.record(0, score: 98), Samples.record(1, score: 0.3, by: "日本", actual: [20.54], typical: [0]),
    ]
    let table = FindingTable.make(records.map { FindingRow($0) }, color: false, describes: true)
    #expect(
      table.lines(width: 200) == [
        "time              severity     detector                                      found for  actual  typical"
          + "  description            job",
        "2026-01-05 00:00  critical 98  high_count by \"destination.geo.country_name\"  Russia       2134     4.52"
          + "  more than 100x higher  high_count_by_destination_country",
        "2026-01-05 01:30  low < 1      high_count by \"destination.geo.country_name\"  日本         20.5        0"
          + "  more than 100x higher  high_count_by_destination_country",
      ])
  }

  @Test func `findings about the same events are one row, and the other jobs are named below it`() {
    let text = TerminalReport(width: 160).render(records: Samples.toldTwice, summary: Samples.summary())
    #expect(text.contains("3 findings: ") && text.contains("; 2 rows"))
    #expect(text.contains("    also: rare_country_for_user 61\n"))
    #expect(text.contains("critical 90") && text.contains("critical 80") && !text.contains("major 61"))
  }

  @Test func `a row of several causes shows what they are worth together, and what its strangest is alone`() {
    var records = Samples.toldTwice
    for index in records.indices {
      records[index].explanation.anomalyType = .newValue
      records[index].recordScore = [54, 75, 50][index]
      records[index].returnPeriodSeconds = ReturnPeriod.seconds(score: records[index].recordScore)
    }
    records = Ranking.findings(records)
    let text = TerminalReport(width: 160).render(records: records, summary: Samples.summary())
    let lines = text.split(separator: "\n").map(String.init)
    let row = lines.firstIndex { $0.hasSuffix("rare_method_for_a_username") }
    #expect(row.map { lines[$0].contains("critical 78") } == true)
    #expect(row.map { lines[$0 + 1] } == "    54 alone; also: rare_country_for_user 50")
    // One job may have several causes: the row still says why its score is not its record's.
    for index in records.indices where records[index].jobID == "rare_country_for_user" {
      records[index].jobID = "rare_method_for_a_username"
      records[index].explanation.anomalyType = .newPartition
    }
    #expect(
      TerminalReport(width: 160).render(records: records, summary: Samples.summary())
        .contains("rare_method_for_a_username\n    54 alone\n"))
    let story = Story.told(by: records).first { !$0.others.isEmpty }!
    let reasons = ExplanationWords.together(story.evidence, records[story.leader])
    #expect(reasons.map(\.label) == ["All together"])
    #expect(reasons[0].text.hasPrefix("78: so much at once comes about once in 8 weeks"), "\(reasons)")
  }

  @Test func `of many jobs that could not run the report names some of each reason, the commonest first`() {
    var summary = Samples.summary()
    summary.jobsSkipped = (0..<30).map {
      .init(id: "job\($0)", title: "", missingFields: ["field\($0 < 12 ? 0 : $0)"], reason: "")
    }
    let lines = TerminalReport(width: 200).render(records: [], summary: summary).split(separator: "\n")
    let first = lines.firstIndex { $0.hasPrefix("30 jobs could not run") }!
    #expect(lines[first + 1] == "  no field0: job0, job1, job2, job3 and 8 more")
    #expect(lines[first + 9] == "  and 11 jobs for other reasons; --out keeps them all")
  }

  @Test func `nothing found is said`() {
    let text = TerminalReport().render(records: [], summary: RunSummary())
    #expect(text.contains("No findings.") && text.contains("No job ran."))
  }
}
