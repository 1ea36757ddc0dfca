import HarrierJobs
import HarrierTesting
import Testing

@testable import HarrierEngine

struct ShortLogsTests {
  private let folder = TestFolder()

  /// A program every ten seconds, and once in the middle another.
  private func programs(minutes: Int) throws -> String {
    let count = 6 * minutes
    let lines = (0...count).map { number in
      TestLog.line(
        Double(TestLog.start) + Double(number) * 10,
        [
          ("event.category", "process"), ("event.type", "start"), ("host.os.type", "windows"),
          ("host.name", "pc-\(number % 3)"), ("user.name", "ann"),
          ("process.name", number == count / 2 ? "odd.exe" : "usual\(number % 5).exe"),
        ])
    }
    return try folder.write(lines: lines, as: "\(minutes).ndjson")
  }

  private func hunt(_ path: String, _ jobs: [Job]) throws -> HuntOutcome {
    try Hunt(HuntOptions(jobs: jobs, mode: .hindsight)).run([path])
  }

  @Test func `in an hour of logs the odd program is found by shorter buckets alone`() throws {
    let jobs = [try #require(JobCatalogue.job(named: "windows_rare_process_by_host"))]
    let path = try programs(minutes: 60)
    let first = try hunt(path, jobs)
    #expect(first.records.isEmpty)
    let fit = try #require(ShortLogs.fit(jobs, to: first))
    #expect(fit.jobs.map(\.bucketSeconds) == [120])
    #expect(fit.note.contains("the logs span 1 hour: 1 job judges buckets of 2m"))
    let second = try hunt(path, fit.jobs)
    #expect(second.records.first?.by?.value == "odd.exe")
    #expect(second.records.allSatisfy { $0.recordScore <= 28 && $0.bucketSpan == 120 })
    #expect(ShortLogs.fit(fit.jobs, to: second) == nil)
  }

  @Test(arguments: [(8, 60), (30, 60), (100, 300), (700, nil)] as [(Int, Int64?)])
  func `twenty buckets fit, of a minute at least, and long logs keep theirs`(
    minutes: Int, seconds: Int64?
  ) throws {
    let jobs = [try #require(JobCatalogue.job(named: "windows_rare_process_all_hosts"))]
    let outcome = try hunt(try programs(minutes: minutes), jobs)
    #expect(ShortLogs.fit(jobs, to: outcome)?.jobs[0].bucketSeconds == seconds)
  }

  @Test func `a user's own jobs, jobs about days and jobs without events stay as they are`() throws {
    let path = try programs(minutes: 60)
    var own = try #require(JobCatalogue.job(named: "windows_rare_process_all_hosts"))
    own.title += " of ours"
    let names = ["beacon_of_process", "dns_tunneling", "host_silent_for_a_day"]
    let jobs = [own] + names.compactMap(JobCatalogue.job(named:))
    #expect(jobs.count == 4)
    #expect(ShortLogs.fit(jobs, to: try hunt(path, jobs)) == nil)
  }
}
