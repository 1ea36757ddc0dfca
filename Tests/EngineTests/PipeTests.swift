import Foundation
import HarrierEngine
import HarrierInputs
import HarrierTesting
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// What can be read but once is read once, from its first byte to its last, and never opened again.
struct PipeTests {
  private let folder = TestFolder()
  private static let lines = TestLog.mixed(events: 4000, days: 5, seed: 33)

  /// A pipe that somebody writes into as soon as it is opened.
  private func pipe(_ lines: [String]) -> String {
    let path = "\(folder.path)/pipe"
    unlink(path)
    mkfifo(path, 0o600)
    Thread.detachNewThread {
      try? Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: path))
    }
    return path
  }

  @Test(arguments: [HuntMode.live, .hindsight])
  func `a pipe finds what a file finds`(mode: HuntMode) throws {
    let file = try folder.write(lines: Self.lines, as: "a.ndjson")
    #expect(InputFiles.size(of: file) > 1 << 19, "more than is looked at before the hunt")
    let whole = try TestHunt.run([file], jobs: TestHunt.everyFold, mode: mode)
    let piped = try TestHunt.run([pipe(Self.lines)], jobs: TestHunt.everyFold, mode: mode)
    #expect(piped.events == Self.lines.count)
    #expect(piped.records.map(\.withoutPlaces) == whole.records.map(\.withoutPlaces))
    let event = try #require(piped.records.flatMap(\.events).first)
    let place = EvidenceReader.Place(offset: event.offset, length: event.length)
    #expect(EvidenceReader.texts(path: event.source, places: [place]).isEmpty)
  }

  @Test func `the next pipe of that name is another one`() throws {
    let (first, second) = (Array(Self.lines[..<2000]), Array(Self.lines[2000...]))
    let before = try TestHunt.run([pipe(first)], jobs: TestHunt.everyFold, keepsOpen: true)
    let after = try TestHunt.run(
      [pipe(second)], jobs: TestHunt.everyFold, state: before.state, keepsOpen: true)
    #expect(before.events == first.count && after.events == second.count)
    #expect(after.alreadyRead.isEmpty)
  }
}
