import Testing

@testable import HarrierJobs

struct JobFamilyTests {
  private func jobs(_ text: String, file: String = "tools.yml", pack: String = "user") throws -> [Job] {
    try JobFile.parseAll(text, fileName: file, pack: pack)
  }

  private let tools = """
    family: tools
    query: event.category: process or event.type: start
    bucket: 1h
    detectors: [{function: rare, by: user.name}]
    influencers: [user.name]
    instances:
      - {id: rare_user_of_a, title: A, query: 'process.name: a.exe', attack: [T1059]}
      - id: rare_user_of_b
        title: B
        bucket: 2h
        detectors: [{function: rare, by: host.name}]
    """

  @Test func `an instance has what the family says, unless it says it itself`() throws {
    let jobs = try jobs(tools)
    #expect(jobs.map(\.id) == ["rare_user_of_a", "rare_user_of_b"])
    #expect(jobs.map(\.bucketSeconds) == [3600, 7200])
    #expect(jobs.map { $0.detectors[0].by } == ["user.name", "host.name"])
    #expect(jobs.map(\.influencers) == [["user.name"], ["user.name"]])
    #expect(jobs.map(\.attack) == [["T1059"], []])
  }

  @Test func `an event must pass both queries`() throws {
    #expect(
      try jobs(tools).map(\.query) == [
        "(event.category: process or event.type: start) and process.name: a.exe",
        "event.category: process or event.type: start",
      ])
  }

  @Test(arguments: [
    (
      "family: tools\ninstances: []\n",
      "tools.yml:2:12: field instances: found 0 jobs, allowed: a list of 1…500 jobs"
    ),
    ("family: tools\n", "tools.yml:1:1: field instances: missing"),
    (
      "family: tools\nid: a\ninstances: [{id: a, title: t, detectors: [{function: count}]}]\n",
      "field id: unknown key"
    ),
    (
      "family: tools\ninstances:\n  - 1\n",
      "tools.yml:3:5: field instances[0]: found “1”, allowed: a job's keys and values"
    ),
    (
      "family: tools\ndetectors: [{function: count}]\ninstances:\n  - {id: a, title: t}\n  - {id: a, title: u}\n",
      "tools.yml:5:5: field instances[1].id: found “a” a second time"
    ),
    (
      "family: tools\ndetectors: [{function: count}]\ninstances:\n  - {id: a, title: t, query: '('}\n",
      "tools.yml:4:"
    ),
  ])
  func `a problem has its line`(text: String, message: String) {
    let error = #expect(throws: JobFileError.self) { try jobs(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func `in the catalogue the family is called as its file, its jobs are not`() throws {
    #expect(try jobs(tools, file: "x/tools.yml", pack: "x").count == 2)
    #expect(throws: JobFileError.self) { try jobs(tools, file: "x/others.yml", pack: "x") }
  }

  @Test func `one job is not several`() {
    #expect(throws: JobFileError.self) { try JobFile.parse(tools, fileName: "tools.yml", pack: "user") }
  }
}
