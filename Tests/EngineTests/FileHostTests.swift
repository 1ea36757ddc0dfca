import HarrierEngine
import HarrierInputs
import HarrierTesting
import Testing

struct FileHostTests {
  private let folder = TestFolder()

  private func lines(_ fields: [(String, String)]) -> [String] {
    (0..<3).map { TestLog.line(Double(TestLog.start) + Double($0), fields) }
  }

  @Test func `events that do not say whose they are belong to their file's host, others do not`() throws {
    let silent = try folder.write(lines: lines([("user.name", "ann")]), as: "silent.ndjson")
    let named = try folder.write(
      lines: lines([("user.name", "ann"), ("host.name", "db01")]), as: "named.ndjson")
    let job = TestHunt.job("j", .init(function: "count", by: "host.name"), needs: ["host.name"])
    var options = HuntOptions(jobs: [job], threads: 2)
    #expect(try Hunt(options).run([silent, named]).jobs[0].keys == 1)
    options.hosts = [silent: "web01", named: "web02"]
    let outcome = try Hunt(options).run([silent, named])
    #expect(outcome.jobs[0].keys == 2 && outcome.jobs[0].events == 6)
  }

  @Test func `the folder below what is named is the host`() {
    let files = [
      "logs/web01/var/log/audit.log", "logs/db01/audit.log", "logs/loose.log",
      "logs/ws1.tar.gz!var/log/auth.log",
      "all.zip!ws2/auth.log", "all.zip!loose.log", "elsewhere/x/a.log",
    ]
    let found = InputFiles.folders(of: files, below: ["logs", "all.zip"])
    #expect(
      found == [
        "logs/web01/var/log/audit.log": "web01", "logs/db01/audit.log": "db01",
        "logs/ws1.tar.gz!var/log/auth.log": "ws1", "all.zip!ws2/auth.log": "ws2",
      ])
  }
}
