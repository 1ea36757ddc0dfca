import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

struct ModelsCommandTests {
  private let harrier: Command

  init() throws { harrier = try Command() }

  private func writeDay(_ day: Int, user: String) throws -> String {
    let lines = (0..<288).map { index in
      let clock = [index / 12, index % 12 * 5].map { $0 < 10 ? "0\($0)" : "\($0)" }
      return
        "{\"@timestamp\":\"2026-01-0\(day)T\(clock[0]):\(clock[1]):00Z\",\"event.action\":\"run\",\"user.name\":\"\(user)\"}"
    }
    try harrier.write(lines.joined(separator: "\n") + "\n", as: "day\(day).ndjson")
    return "day\(day).ndjson"
  }

  @Test func `states are listed, compared, kept and reverted to`() throws {
    try harrier.write(
      "id: users\ntitle: t\nbucket: 1h\ndetectors: [{function: rare, by: user.name}]\n", as: "users.yml")
    for (day, user) in [(5, "ann"), (6, "bob"), (7, "eve")] {
      let log = try writeDay(day, user: user)
      #expect(try harrier("hunt", log, "--jobs", "users.yml", "--state", "learnt").status == 0)
    }
    let list = try harrier("models", "list", "--state", "learnt")
    #expect(list.status == 0)
    let names = list.output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != " " } }
    #expect(names == ["current", "2026-01-06T23-55-00Z", "2026-01-05T23-55-00Z"])
    let diff = try harrier("models", "diff", "2026-01-05", "current", "--state", "learnt")
    #expect(diff.output.contains("users: keys "))
    #expect(diff.output.contains("2 new values: bob, eve"))
    #expect(try harrier("models", "keep", "2026-01-05", "--state", "learnt").output.contains("kept"))
    #expect(
      try harrier("models", "name", "2026-01-05", "first", "--state", "learnt").output == "first: kept\n")
    #expect(try harrier("models", "revert", "first", "--state", "learnt").status == 0)
    let again = try harrier(
      "hunt", "day5.ndjson", "day6.ndjson", "day7.ndjson", "--jobs", "users.yml", "--state", "learnt")
    #expect(again.output.contains("1 file was read by an earlier run"), "\(again.output)")
    #expect(try harrier("models", "list", "--jobs", "--state", "learnt").output.contains("users"))
  }

  @Test func `a damaged state has a way back where there are snapshots`() throws {
    try harrier.write(
      "id: users\ntitle: t\nbucket: 1h\ndetectors: [{function: rare, by: user.name}]\n", as: "users.yml")
    for day in [5, 6] {
      let log = try writeDay(day, user: "ann")
      #expect(try harrier("hunt", log, "--jobs", "users.yml", "--state", "learnt").status == 0)
    }
    let state = try Data(contentsOf: harrier.folder.appendingPathComponent("learnt/state.harrier"))
    try state.dropLast(9).write(to: harrier.folder.appendingPathComponent("learnt/state.harrier"))
    let log = try writeDay(7, user: "ann")
    let refused = try harrier("hunt", log, "--jobs", "users.yml", "--state", "learnt")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("harrier models revert 2026-01-05T23-55-00Z --state learnt"))
    #expect(
      try harrier("models", "revert", "2026-01-05T23-55-00Z", "--state", "learnt").status == 0)
    #expect(try harrier("hunt", log, "--jobs", "users.yml", "--state", "learnt").status == 0)
  }

  @Test func `a state that is in use is left alone, and named`() throws {
    try harrier.write(
      "id: users\ntitle: t\nbucket: 1h\ndetectors: [{function: rare, by: user.name}]\n", as: "users.yml")
    let log = try writeDay(5, user: "ann")
    #expect(try harrier("hunt", log, "--jobs", "users.yml", "--state", "learnt").status == 0)
    let descriptor = open(harrier.folder.path + "/learnt/.lock", O_RDWR)
    #expect(descriptor >= 0 && flock(descriptor, LOCK_EX) == 0)
    for arguments in [["hunt", log, "--jobs", "users.yml"], ["models", "keep", "current"]] {
      let refused = try harrier(arguments + ["--state", "learnt"])
      #expect(refused.status == 1)
      #expect(refused.errors.contains("learnt: another hunt uses this state now"))
    }
    #expect(try harrier("models", "list", "--state", "learnt").status == 0)
    close(descriptor)
    #expect(try harrier("hunt", log, "--jobs", "users.yml", "--state", "learnt").status == 0)
  }

  @Test func `a state that is a file is refused before anything is read`() throws {
    try harrier.write("mine", as: "notes.txt")
    let log = try writeDay(5, user: "ann")
    let refused = try harrier("hunt", log, "--jobs", "windows", "--state", "notes.txt")
    #expect(refused.status == 1)
    #expect(refused.errors.contains("notes.txt: is a file, expected the folder of saved models"))
    #expect(refused.output.isEmpty)
  }

  @Test func `a folder without state, and a name that is none, end with 1`() throws {
    let nothing = try harrier("models", "list", "--state", "none")
    #expect(nothing.status == 1)
    #expect(nothing.errors.contains("no saved state"))
    let log = try writeDay(5, user: "ann")
    #expect(try harrier("hunt", log, "--jobs", "windows", "--state", "learnt").status == 0)
    let wrong = try harrier("models", "revert", "2031", "--state", "learnt")
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("no snapshot is called “2031”"))
  }
}
