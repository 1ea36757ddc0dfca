import Foundation
import Testing

@testable import HarrierJobs

struct JobControlTests {
  private func parse(_ text: String, folder: URL? = nil) throws -> Job {
    try JobFile.parse(text, fileName: "a.yml", pack: "user", folder: folder)
  }

  private func folder(_ files: [String: String]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "harrier-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    return folder
  }

  @Test func `a job file steers its job`() throws {
    let job = try parse(
      """
      id: a
      title: t
      filters:
        trusted: [svc-*, 10.0.0.0/8, Backup]
      detectors:
        - function: high_sum
          field: source.bytes
          by: user.name
          exclude_frequent: by
          custom_rules:
            - actions: [skip_result, skip_model_update]
              scope: {user.name: {filter: trusted, type: exclude}}
              conditions:
                - {applies_to: actual, operator: lt, value: 1e6}
                - {applies_to: time, operator: gte, value: 2026-01-05T09:00:00Z}
      latency: 2h
      summary_count_field: event.count
      model_prune_window: 30d
      calendars:
        - name: patches
          events: [{title: night, start: 2026-01-05T22:00:00Z, end: 2026-01-06T02:00:00Z, repeat: FREQ=WEEKLY}]
      """)
    let rule = try #require(job.detectors[0].customRules.first)
    #expect(rule.actions == [.skipResult, .skipModelUpdate])
    #expect(rule.conditions == [.init(.actual, .below, 1e6), .init(.time, .atLeast, 1_767_603_600)])
    #expect(rule.scope.map(\.field) == ["user.name"])
    #expect(rule.scope[0].filter.items == ["svc-*", "10.0.0.0/8", "Backup"])
    #expect(!rule.scope[0].includes)
    #expect(job.detectors[0].excludeFrequent == .by)
    #expect(job.latencySeconds == 7200)
    #expect(job.summaryCountField == "event.count")
    #expect(job.needs.contains("event.count"))
    #expect(job.modelPruneSeconds == 2_592_000)
    #expect(job.calendars[0].covers(1_767_650_400..<1_767_651_300))
    #expect(!job.calendars[0].covers(1_767_628_800..<1_767_629_700))
  }

  @Test func `a filter list holds texts in any case, stars and networks`() {
    let list = FilterList(id: "x", items: ["svc-*", "10.0.0.0/8", "Backup", "*.corp.example"])
    for value in ["SVC-mail", "10.2.3.4", "backup", "dc1.corp.example"] { #expect(list.contains(value)) }
    for value in ["asvc-1", "11.0.0.1", "backups", ""] { #expect(!list.contains(value)) }
  }

  @Test func `filters and calendars may lie beside the job`() throws {
    let folder = try folder([
      "lists.yml": "trusted: [svc-*]\n",
      "days.ics":
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260105\nSUMMARY:off\nEND:VEVENT\nEND:VCALENDAR\n",
      "job.yml": """
      id: job
      title: t
      filters: lists.yml
      calendars: [days.ics]
      detectors:
        - {function: count, by: user.name, custom_rules: [{scope: {user.name: {filter: trusted}}}]}
      """,
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    let job = try #require(try JobCatalogue.select([folder.appending(path: "job.yml").path]).first)
    #expect(job.detectors[0].customRules[0].actions == [.skipResult])
    #expect(job.detectors[0].customRules[0].scope[0].filter.items == ["svc-*"])
    #expect(job.calendars.map(\.name) == ["days.ics"])
    #expect(job.calendars[0].covers(1_767_571_200..<1_767_571_260))
  }

  @Test(arguments: [
    ("latency: soon", "4:10: field latency: found “soon”, allowed: 30s, 15m, 2h"),
    ("latency: 30d", "4:10: field latency: found “30d”, allowed: 30s, 15m, 2h"),
    ("model_prune_window: 20m", "4:21: field model_prune_window: found “20m”, allowed: whole buckets"),
    ("model_prune_window: 15m", "4:21: field model_prune_window: found “15m”, allowed: whole buckets"),
    (
      "summary_count_field: a b", "4:22: field summary_count_field: found “a b”, allowed: a field's full name"
    ),
    ("filters: [a]", "4:10: field filters: found a list, allowed: lists by name"),
    (
      "filters: none.yml",
      "4:10: field filters: found the file “none.yml”, allowed: a job that lies in a folder"
    ),
    ("filters: {a b: [x]}", "4:11: field filters.a b: found “a b”, allowed: letters, digits"),
    ("filters: {a: x}", "4:14: field filters.a: found “x”, allowed: a list"),
    ("calendars: x.ics", "4:12: field calendars: found “x.ics”, allowed: a list, as in"),
    ("calendars: [x.txt]", "4:13: field calendars[0]: found “x.txt”, allowed: an .ics file"),
    (
      "calendars: [{events: [{start: 2026-01-05, end: 2026-01-05}]}]",
      "field calendars[0].events[0].end: found a time that is not"
    ),
    (
      "calendars: [{events: [{start: noon, end: 2026-01-05}]}]",
      "field calendars[0].events[0].start: found “noon”, allowed: a time"
    ),
    (
      "calendars: [{events: [{start: 2026-01-05, end: 2026-01-06, repeat: FREQ=HOURLY}]}]",
      "field calendars[0].events[0].repeat: found “FREQ=HOURLY”, allowed: FREQ=DAILY, WEEKLY"
    ),
    ("calendars: [{name: x}]", "4:13: field calendars[0].events: missing"),
  ])
  func `a wrong line says what is allowed`(line: String, expected: String) {
    let error = #expect(throws: JobFileError.self) {
      try parse("id: a\ntitle: t\ndetectors: [{function: count}]\n\(line)\n")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    #expect(error?.problems.count == 1, "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("{}", ": found no condition and no scope, allowed: at least one of them"),
    (
      "{actions: [skip], conditions: []}",
      ".actions[0]: found “skip”, allowed: skip_result, skip_model_update"
    ),
    ("{conditions: [{applies_to: actual, operator: lt}]}", ".conditions[0].value: missing"),
    (
      "{conditions: [{applies_to: actul, operator: lt, value: 1}]}",
      ".conditions[0].applies_to: found “actul”, did you mean “actual”? allowed: actual, typical,"
    ),
    (
      "{conditions: [{applies_to: actual, operator: '<', value: 1}]}",
      ".conditions[0].operator: found “<”, allowed: gt, gte, lt, lte"
    ),
    (
      "{conditions: [{applies_to: actual, operator: lt, value: few}]}",
      ".conditions[0].value: found “few”, allowed: a number"
    ),
    (
      "{scope: {host.name: {filter: trusted}}}",
      ".scope.host.name: found “host.name”, allowed: user.name"
    ),
    (
      "{scope: {user.name: {filter: trustd}}}",
      ".scope.user.name.filter: found “trustd”, did you mean “trusted”? allowed: trusted"
    ),
    (
      "{scope: {user.name: {filter: trusted, type: in}}}",
      ".scope.user.name.type: found “in”, allowed: include, exclude"
    ),
  ])
  func `a wrong rule says why`(rule: String, expected: String) {
    let error = #expect(throws: JobFileError.self) {
      try parse(
        """
        id: a
        title: t
        filters: {trusted: [x]}
        detectors:
          - {function: count, by: user.name, custom_rules: [\(rule)]}
        """)
    }
    #expect(
      error?.description.contains("field detectors[0].custom_rules[0]" + expected) == true,
      "\(error?.description ?? "")")
  }

  @Test(arguments: [
    ("{function: rare, by: a", "time"), ("{function: lat_long, field: a", "diff_from_typical, time"),
    ("{function: metric, field: a", "time"),
  ])
  func `a function without one number takes conditions on time, and on how far a place is`(
    head: String, allowed: String
  ) throws {
    let text = { (subject: String) in
      "id: a\ntitle: t\ndetectors:\n  - \(head), custom_rules: [{conditions: [{applies_to: \(subject), operator: gt, value: 5}]}]}\n"
    }
    #expect(try parse(text("time")).detectors[0].customRules.count == 1)
    let error = #expect(throws: JobFileError.self) { try parse(text("actual")) }
    #expect(error?.description.contains("found “actual”, allowed: \(allowed): “") == true)
  }

  @Test func `the difference of two places is their distance`() {
    let rule = CustomRule(conditions: [.init(.difference, .below, 1000)])
    #expect(
      rule.holds(actual: [57.7, 12.0], typical: [59.3, 18.1], bucketStart: 0), "Gothenburg to Stockholm")
    #expect(!rule.holds(actual: [6.5, 3.4], typical: [57.7, 12.0], bucketStart: 0), "Lagos to Gothenburg")
    #expect(rule.holds(actual: [5], typical: [6], bucketStart: 0))
    #expect(!rule.holds(actual: [], typical: [], bucketStart: 0))
  }

  @Test func `metric takes no summaries`() {
    let error = #expect(throws: JobFileError.self) {
      try parse("id: a\ntitle: t\nsummary_count_field: n\ndetectors: [{function: metric, field: a}]\n")
    }
    #expect(
      error?.description.contains("3:22: field summary_count_field: found “n”, allowed: none beside “metric”")
        == true)
  }
}
