import HarrierJobs
import HarrierQuery
import Testing

struct TransformFileTests {
  @Test(arguments: TransformCatalogue.all)
  func `a transform of the house says what a hunter asks of it`(transform: Transform) throws {
    #expect(transform.why.count >= 80)
    #expect(!transform.query.isEmpty)
    #expect(Set(transform.rowFields).count == transform.rowFields.count)
    // Rows of rows are never made.
    #expect(TransformCatalogue.datasets(readBy: try KQL.parse(transform.query)).isEmpty)
    #expect(
      JobCatalogue.all.contains { $0.query.contains(transform.dataset) }, "nobody reads \(transform.id)")
  }

  /// A job of rows can only ask for what rows have; enrichers make the rest of it.
  @Test func `the catalogue's jobs of rows ask for fields that their rows have`() throws {
    let transforms = Dictionary(uniqueKeysWithValues: TransformCatalogue.all.map { ($0.dataset, $0) })
    var seen = 0
    for job in JobCatalogue.all {
      let query = try KQL.parse(job.query)
      for dataset in TransformCatalogue.datasets(readBy: query) {
        let transform = try #require(transforms[dataset], "\(job.id) reads \(dataset)")
        let fields = query.fields.union(job.detectors.flatMap(\.fields)).union(job.influencers)
        let missing = fields.subtracting(transform.rowFields)
        #expect(missing.isEmpty, "\(job.id): \(missing.sorted())")
        seen += 1
      }
    }
    #expect(seen >= 24)
  }

  @Test func `a file is read with all its parts`() throws {
    let transform = try TransformFile.parse(
      """
      id: mine
      title: Mine
      query: user.name: * and not user.name: root
      group_by: [user.name, {field: host.name, as: place, optional: true}]
      bucket: 15m
      session: {idle: 1h}
      outputs:
        harrier.bytes: {function: mean, field: process.command_line, length: true}
        harrier.names: {function: values, field: process.name, limit: 3}
      """, fileName: "mine.yml")
    #expect(transform.dataset == "harrier.mine")
    #expect(transform.query == "user.name: * and not user.name: root")
    #expect(transform.bucketSeconds == 900)
    #expect(transform.session == .init(idleSeconds: 3600, longestSeconds: 7 * 86_400))
    #expect(
      transform.groupBy == [
        .init(field: "user.name"), .init(field: "host.name", name: "place", isOptional: true),
      ])
    #expect(
      transform.outputs == [
        .init(name: "harrier.bytes", function: .mean, field: "process.command_line", isLength: true),
        .init(name: "harrier.names", function: .values, field: "process.name", limit: 3),
      ])
  }

  @Test(arguments: [
    (
      "outputs: {a.b: {function: cuont}}",
      "t.yml:4:27: field outputs.a.b.function: found “cuont”, did you mean “count”?"
    ),
    ("outputs: {a.b: {function: sum}}", "field outputs.a.b.field: missing: sum reads a field"),
    ("outputs: {a.b: {function: count, field: x.y}}", "count takes no field"),
    ("outputs: {a.b: {function: age_days, field: x.y}}", "found “x.y”, allowed: a field of group_by"),
    ("outputs: {user.name: {function: count}}", "found two fields called “user.name” in a row"),
    ("outputs: {a.b: {function: values, field: x, limit: 101}}", "allowed: a whole number of 1 to 100"),
    (
      "outputs: {a.b: {function: count}}\nsession: {idle: 90m}",
      "t.yml:5:17: field session.idle: found “90m”, allowed: whole buckets of 1h"
    ),
    ("outputs: {a.b: {function: count}}\nsession: {idle: 2h, longest: 1h}", "found less than session.idle"),
    ("outputs: {a.b: {function: count}}\nquery: user.name:", "field query: at 1:"),
    ("outputs: {a.b: {function: count}}\nwindow: 1h", "t.yml:5:1: field window: unknown key"),
    ("outputs: {a.b: {function: values, field: x, length: true}}", "allowed: with sum, mean, min and max"),
  ])
  func `what is wrong is named with its place`(rest: String, message: String) {
    #expect {
      try TransformFile.parse("id: t\ntitle: t\ngroup_by: [user.name]\n\(rest)", fileName: "t.yml")
    } throws: { error in
      "\(error)".contains(message)
    }
  }

  @Test(arguments: [
    ("event.dataset: harrier.a", ["harrier.a"]),
    ("event.dataset: (harrier.a or harrier.b) and x: 1", ["harrier.a", "harrier.b"]),
    ("event.dataset: harrier.a or x: 1", []),
    ("not event.dataset: harrier.a", []),
    ("event.dataset: okta.system", []),
    ("event.dataset: harrier*", []),
  ])
  func `a query reads the datasets that it asks every row for`(query: String, expected: [String]) throws {
    #expect(TransformCatalogue.datasets(readBy: try KQL.parse(query)).sorted() == expected)
  }

  @Test func `a transform of one's own takes the place of one of the house`() {
    let own = Transform(
      id: "ssh_session", title: "mine", groupBy: [.init(field: "a")],
      outputs: [.init(name: "n", function: .count)])
    let all = TransformCatalogue.with([own])
    #expect(all.count == TransformCatalogue.all.count)
    #expect(all.contains(own))
  }
}
