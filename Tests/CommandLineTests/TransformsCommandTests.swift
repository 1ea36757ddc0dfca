import Testing

struct TransformsCommandTests {
  private static let mine = """
    id: mine
    title: Mine
    query: user.name: *
    group_by: [user.name]
    bucket: 1h
    outputs: {harrier.mine.count: {function: count}}
    """
  private static let log = """
    {"@timestamp":"2026-01-05T00:00:00Z","event.category":"process","user.name":"eva"}
    {"@timestamp":"2026-01-05T00:10:00Z","event.category":"process","user.name":"eva"}

    """

  @Test func `one's own transform is listed, checked, and makes rows`() throws {
    let harrier = try Command()
    try harrier.write(Self.mine, as: "mine.yml")
    try harrier.write(Self.log, as: "log.ndjson")
    #expect(try harrier("transforms", "check", "mine.yml").output == "mine.yml: ok (harrier.mine)\n")
    let listed = try harrier("transforms", "list", "--transforms", "mine.yml")
    #expect(listed.output.contains("mine: Mine\n") && listed.output.contains("ssh_session: "))
    let rows = try harrier("transforms", "rows", "mine", "log.ndjson", "--transforms", "mine.yml")
    #expect(rows.status == 0)
    #expect(
      rows.output
        == #"{"@timestamp":"2026-01-05T00:00:00.000000000Z","event.dataset":"harrier.mine","event.start":"2026-01-05T00:00:00.000000000Z","event.end":"2026-01-05T00:10:00.000000000Z","user.name":"eva","harrier.mine.count":2}"#
        + "\n")
  }

  @Test func `a hunt runs a job over one's own transform`() throws {
    let harrier = try Command()
    try harrier.write(Self.mine, as: "mine.yml")
    try harrier.write(Self.log, as: "log.ndjson")
    try harrier.write(
      "id: job\ntitle: t\nquery: event.dataset: harrier.mine\ndetectors: [{function: count}]", as: "job.yml")
    let refused = try harrier("hunt", "log.ndjson", "--jobs", "./job.yml")
    #expect(refused.status == 1)
    #expect(
      refused.errors.contains("job job: no transform makes the dataset “harrier.mine”; there are harrier."))
    let run = try harrier("hunt", "log.ndjson", "--jobs", "./job.yml", "--transforms", "mine.yml")
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test func `a broken transform is refused with its place`() throws {
    let harrier = try Command()
    try harrier.write(Self.mine.replacing("count}}", with: "cout}}"), as: "mine.yml")
    let run = try harrier("transforms", "check", "mine.yml")
    #expect(run.status == 1)
    #expect(run.errors.contains("mine.yml:6:42: field outputs.harrier.mine.count.function: found “cout”"))
    #expect(try harrier("transforms", "rows", "nothing", "x").status == 1)
  }
}
