import Foundation
import HarrierEngine
import HarrierEvents
import HarrierJobs
import HarrierScoring
import HarrierTesting
import Testing

struct SavedStateTests {
  private func halves(_ folder: TestFolder, cutAt day: Double) throws -> [String] {
    let lines = TestLog.mixed(events: 4000, days: 6, seed: 5)
    let cut = lines.count * Int(day * 100) / 600
    return [
      try folder.write(lines: Array(lines[..<cut]), as: "a.ndjson"),
      try folder.write(lines: Array(lines[cut...]), as: "b.ndjson"),
    ]
  }

  /// Order of a run: by detector, then time. Two runs' records are put into one such order.
  private func ordered(_ records: [Record]) -> [Record] {
    records.enumerated().sorted {
      ($0.element.jobID, $0.element.timestamp.nanoseconds, $0.offset)
        < ($1.element.jobID, $1.element.timestamp.nanoseconds, $1.offset)
    }.map(\.element)
  }

  @Test(arguments: [1.0, 2.37, 3.0, 4.81])
  func `going on from saved state finds what an unbroken run finds`(day: Double) throws {
    let folder = TestFolder()
    let files = try halves(folder, cutAt: day)
    let unbroken = try TestHunt.run(files, jobs: TestHunt.everyFold, threads: 2, keepsOpen: true)
    let first = try TestHunt.run([files[0]], jobs: TestHunt.everyFold, threads: 2, keepsOpen: true)
    try first.state!.save(to: folder.path + "/state")
    let state = try #require(try SavedState.load(from: folder.path + "/state"))
    let second = try TestHunt.run(files, jobs: TestHunt.everyFold, state: state, keepsOpen: true)
    #expect(second.alreadyRead == [files[0]])
    let joined = ordered(first.records + second.records)
    let whole = ordered(unbroken.records)
    #expect(joined.count == whole.count)
    let different = zip(joined, whole).filter { $0 != $1 }
      .map { "\($0.jobID) \($0.timestamp.iso8601) \($0.surprisal) or \($1.surprisal)" }
    #expect(different.prefix(3) == [])
  }

  @Test func `a log that got another name is known, and what took its name is read`() throws {
    let folder = TestFolder()
    let job = [TestHunt.everyFold[0]]
    let log = folder.path + "/app.log"
    let rotated = folder.path + "/app.log.1"
    let lines = TestLog.mixed(events: 3000, days: 6, seed: 5)
    try folder.write(lines: Array(lines[..<1000]), as: "app.log")
    let first = try TestHunt.run([log], jobs: job, keepsOpen: true)
    try FileManager.default.moveItem(atPath: log, toPath: rotated)
    try folder.write(lines: Array(lines[1000..<2500]), as: "app.log")
    let second = try TestHunt.run([log, rotated], jobs: job, state: first.state, keepsOpen: true)
    #expect(second.events == 1500)
    #expect(second.renamed.map(\.path) == [rotated] && second.renamed.map(\.earlier) == [log])
    // Once more, with another name still for the first one.
    try FileManager.default.moveItem(atPath: rotated, toPath: folder.path + "/app.log.2")
    try FileManager.default.moveItem(atPath: log, toPath: rotated)
    try folder.write(lines: Array(lines[2500...]), as: "app.log")
    let third = try TestHunt.run(
      [log, rotated, rotated.dropLast() + "2"], jobs: job, state: second.state, keepsOpen: true)
    #expect(third.events == 500)
    #expect(third.alreadyRead.count == 2)
  }

  @Test(arguments: [30, 3000])
  func `a log that was packed is known by what it holds`(events: Int) throws {
    let folder = TestFolder()
    let job = [TestHunt.everyFold[0]]
    let lines = TestLog.mixed(events: 2 * events, days: 6, seed: 5)
    let text = lines[..<events].joined(separator: "\n") + "\n"
    let log = try folder.write(text, as: "app.log.1")
    let first = try TestHunt.run([log], jobs: job, keepsOpen: true)
    try FileManager.default.removeItem(atPath: log)
    let packed = try folder.write(folder.gzip(text), as: "app.log.2.gz")
    let next = try folder.write(lines: Array(lines[events...]), as: "app.log.1")
    let second = try TestHunt.run([next, packed], jobs: job, state: first.state, keepsOpen: true)
    #expect(second.events == events)
    #expect(second.renamed.map(\.path) == [packed] && second.renamed.map(\.earlier) == [log])
    // From then on by its name; a job that has not read it does.
    let third = try TestHunt.run([packed], jobs: job, state: second.state, keepsOpen: true)
    #expect(third.events == 0 && third.renamed.isEmpty)
    let other = try TestHunt.run([packed], jobs: [TestHunt.everyFold[1]], state: first.state, keepsOpen: true)
    #expect(other.events == events)
    let longer = try folder.write(folder.gzip(text + lines[events] + "\n"), as: "app.log.3.gz")
    #expect(try TestHunt.run([longer], jobs: job, state: first.state, keepsOpen: true).events == events + 1)
  }

  @Test func `a record that is being written is left for the next hunt`() throws {
    let folder = TestFolder()
    let job = [TestHunt.everyFold[0]]
    let lines = TestLog.mixed(events: 60, days: 1, seed: 5)
    let text = lines[..<40].joined(separator: "\n")
    let log = try folder.write(text.utf8.dropLast(9), as: "app.ndjson")
    let first = try TestHunt.run([log], jobs: job, keepsOpen: true)
    #expect(first.events == 39 && first.rejected.isEmpty)
    #expect(first.notes.contains { $0.contains("last record is not whole yet: \(log)") })
    // Nothing came.
    let idle = try TestHunt.run([log], jobs: job, state: first.state, keepsOpen: true)
    #expect(idle.events == 0 && idle.alreadyRead == [log] && idle.files.isEmpty)
    try folder.write(lines: lines, as: "app.ndjson")
    let second = try TestHunt.run([log], jobs: job, state: idle.state, keepsOpen: true)
    #expect(second.events == 21 && second.rejected.isEmpty)
    // A whole record needs no line end, and without a state nothing comes later.
    let whole = try folder.write(text, as: "whole.ndjson")
    #expect(try TestHunt.run([whole], jobs: job, keepsOpen: true).events == 40)
    let cut = try folder.write(text.utf8.dropLast(9), as: "cut.ndjson")
    #expect(try TestHunt.run([cut], jobs: job).rejected.map(\.count) == [1])
    // Nothing but such a record.
    let begun = try folder.write(lines[0].utf8.dropLast(2), as: "begun.ndjson")
    let third = try TestHunt.run([begun], jobs: job, keepsOpen: true)
    try folder.write(lines: [lines[0]], as: "begun.ndjson")
    #expect(try TestHunt.run([begun], jobs: job, state: third.state, keepsOpen: true).events == 1)
  }

  @Test func `a log that grew before it got another name is read on, job by job`() throws {
    let folder = TestFolder()
    let lines = TestLog.mixed(events: 2000, days: 6, seed: 5)
    let log = try folder.write(lines: Array(lines[..<1000]), as: "app.log")
    let jobs = Array(TestHunt.everyFold.prefix(2))
    let first = try TestHunt.run([log], jobs: [jobs[0]], keepsOpen: true)
    let grown = try folder.write(lines: lines, as: "app.log.1")
    let second = try TestHunt.run([grown], jobs: [jobs[0]], state: first.state, keepsOpen: true)
    #expect(second.events == 1000)
    #expect(second.notes.contains { $0.contains("app.log.1 is what was \(log)") })
    let copy = try folder.write(lines: lines, as: "copy.log")
    let third = try TestHunt.run([copy], jobs: [jobs[1]], state: second.state, keepsOpen: true)
    #expect(third.events == 2000)
    #expect(try TestHunt.run([copy], jobs: jobs, state: third.state, keepsOpen: true).events == 0)
  }

  @Test func `what begins alike or is as long is another file`() throws {
    let folder = TestFolder()
    let job = [TestHunt.everyFold[0]]
    let lines = TestLog.mixed(events: 400, days: 2, seed: 5)
    let log = try folder.write(lines: Array(lines[..<200]) + ["{\"a\":1}"], as: "a.ndjson")
    let other = try folder.write(lines: Array(lines[..<200]) + ["{\"a\":2}"], as: "b.ndjson")
    let first = try TestHunt.run([log], jobs: job, keepsOpen: true)
    #expect(try TestHunt.run([other], jobs: job, state: first.state, keepsOpen: true).alreadyRead == [])
  }

  @Test func `saving the state that was loaded changes no byte`() throws {
    let folder = TestFolder()
    let files = try halves(folder, cutAt: 3)
    let first = try TestHunt.run([files[0]], jobs: TestHunt.everyFold, keepsOpen: true)
    try first.state!.save(to: folder.path + "/one")
    let state = try #require(try SavedState.load(from: folder.path + "/one"))
    let idle = try TestHunt.run([], jobs: TestHunt.everyFold, state: state, keepsOpen: true)
    try idle.state!.save(to: folder.path + "/two")
    let one = FileManager.default.contents(atPath: folder.path + "/one/state.harrier")
    let two = FileManager.default.contents(atPath: folder.path + "/two/state.harrier")
    #expect(one != nil && one == two)
  }

  @Test func `no state is no failure`() throws {
    #expect(try SavedState.load(from: TestFolder().path) == nil)
  }

  private func saved(_ folder: TestFolder) throws -> [UInt8] {
    let file = try folder.write(lines: TestLog.mixed(events: 300, days: 1, seed: 1), as: "a.ndjson")
    let outcome = try TestHunt.run([file], jobs: TestHunt.everyFold, keepsOpen: true)
    try outcome.state!.save(to: folder.path)
    return [UInt8](try #require(FileManager.default.contents(atPath: folder.path + "/state.harrier")))
  }

  private func load(_ bytes: [UInt8], _ folder: TestFolder) throws -> SavedState? {
    try folder.write(bytes, as: SavedState.fileName)
    return try SavedState.load(from: folder.path)
  }

  private func failure(_ bytes: [UInt8], _ folder: TestFolder) -> String {
    do {
      _ = try load(bytes, folder)
      return "none"
    } catch let failure as SavedState.Failure {
      switch failure {
      case .unreadable: return "unreadable"
      case .foreign: return "foreign"
      case .otherVersion: return "other version"
      case .damaged: return "damaged"
      }
    } catch {
      return "\(error)"
    }
  }

  @Test func `damaged state is told from a foreign file and from another version`() throws {
    let folder = TestFolder()
    let good = try saved(folder)
    #expect(failure(good, folder) == "none")
    var flipped = good
    flipped[good.count / 2] ^= 0x10
    #expect(failure(flipped, folder) == "damaged")
    #expect(failure(Array(good.dropLast(7)), folder) == "damaged")
    #expect(failure([], folder) == "damaged")
    var other = good
    other[8] = 99
    #expect(failure(other, folder) == "other version")
    #expect(failure(Array("{\"name\": \"somebody else's settings\", \"x\": 1}".utf8), folder) == "foreign")
  }

  @Test func `a state file cut anywhere is a failure and no crash`() throws {
    let folder = TestFolder()
    let good = try saved(folder)
    for length in [0, 1, 7, 8, 9, 20, 27, 28, 29, 31, 32, 33, 40, 100, good.count - 1] {
      #expect(failure(Array(good.prefix(length)), folder) != "none")
    }
  }

  @Test func `events older than a closed bucket are counted as late`() throws {
    let folder = TestFolder()
    let files = try halves(folder, cutAt: 3)
    let first = try TestHunt.run([files[0]], jobs: TestHunt.everyFold, keepsOpen: true)
    let late = (0..<5).map {
      TestLog.line(
        Double(TestLog.start) + 3600 + Double($0), [("user.name", "user0"), ("event.action", "Call0")])
    }
    let file = try folder.write(lines: late, as: "late.ndjson")
    let job = [TestHunt.everyFold[0]]
    let alone = try TestHunt.run([files[0]], jobs: job, keepsOpen: true)
    let second = try TestHunt.run([file], jobs: job, state: alone.state, keepsOpen: true)
    #expect(first.late == 0)
    #expect(second.late == 5)
    #expect(second.events == 5)
  }

  @Test func `models of jobs that are not hunted are named`() throws {
    let folder = TestFolder()
    let file = try folder.write(lines: TestLog.mixed(events: 200, days: 1, seed: 1), as: "a.ndjson")
    let first = try TestHunt.run([file], jobs: TestHunt.everyFold, keepsOpen: true)
    let second = try TestHunt.run([], jobs: [TestHunt.everyFold[0]], state: first.state)
    #expect(second.notes.count == 1)
    #expect(second.notes.first?.contains("bytes, many, names, often, variety") == true)
  }
}
