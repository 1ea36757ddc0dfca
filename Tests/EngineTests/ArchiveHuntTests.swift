import Foundation
import HarrierEngine
import HarrierInputs
import HarrierScoring
import HarrierTesting
import Testing

/// An archive is a folder of files, whatever it is made with.
struct ArchiveHuntTests {
  private let folder = TestFolder()
  private static let lines = TestLog.mixed(events: 2500, days: 5, seed: 21)

  private func run(_ paths: [String], state: SavedState? = nil, keepsOpen: Bool = false) throws -> HuntOutcome
  {
    try TestHunt.run(
      try InputFiles.expand(paths), jobs: TestHunt.everyFold, threads: 2, state: state, keepsOpen: keepsOpen)
  }

  /// So many interleaved parts in a zip and in a packed tar, where they lie in no order of time or name.
  private func archives(parts: Int) throws -> (zip: String, tar: String) {
    var names: [String] = []
    for number in 0..<parts {
      let part = Self.lines.indices.filter { $0 % parts == number }.map { Self.lines[$0] }
      names.append("part\((number * 37) % 101).ndjson")
      try folder.write(lines: part, as: names[number])
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.arguments =
      [
        "python3", "-c",
        """
        import sys, zipfile, tarfile
        z = zipfile.ZipFile('all.zip', 'w', zipfile.ZIP_DEFLATED); t = tarfile.open('all.tar.gz', 'w:gz')
        for n in sys.argv[1:]: z.write(n, 'logs/' + n); t.add(n, 'logs/' + n)
        z.close(); t.close()
        """,
      ] + names
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return (folder.path + "/all.zip", folder.path + "/all.tar.gz")
  }

  /// With 100 members the tar is read in one go.
  @Test(arguments: [7, 100])
  func `an archive's members find what one file finds`(parts: Int) throws {
    let whole = try run([try folder.write(lines: Self.lines, as: "whole.ndjson")])
    #expect(whole.records.count > 5)
    let (zip, tar) = try archives(parts: parts)
    for path in [zip, tar] {
      let outcome = try run([path])
      #expect(outcome.events == Self.lines.count)
      #expect(outcome.files.count == parts)
      #expect(outcome.files.allSatisfy { $0.path.hasPrefix(path + "!logs/part") && $0.problem == nil })
      #expect(outcome.records.map(\.withoutPlaces) == whole.records.map(\.withoutPlaces))
      // Evidence names the member, and is read again from there.
      let event = try #require(outcome.records.flatMap(\.events).first)
      let place = EvidenceReader.Place(offset: event.offset, length: event.length)
      let text = EvidenceReader.texts(path: event.source, places: [place])[place]
      #expect(text.map { Self.lines.contains($0.trimmingCharacters(in: .newlines)) } == true)
    }
  }

  @Test func `a member that a state has read is not read again`() throws {
    let (zip, _) = try archives(parts: 3)
    let first = try run([zip], keepsOpen: true)
    #expect(first.events == Self.lines.count)
    let second = try run([zip], state: first.state, keepsOpen: true)
    #expect(second.events == 0)
    #expect(second.alreadyRead.count == 3)
  }

  @Test func `a damaged record of an event log is counted with its reason`() throws {
    let events = (0..<3).map { number in
      EVTXFile.Event(
        id: 4624, provider: "Microsoft-Windows-Security-Auditing", channel: "Security",
        time: 133_497_000_000_000_000 + UInt64(number),
        data: [(name: "TargetUserName", value: .string("bob"))])
    }
    var file = EVTXFile.bytes([events])
    // The second record's first binary XML token.
    let second =
      EVTXFile.headerBytes + 512 + Int(file[EVTXFile.headerBytes + 516])
      + Int(file[EVTXFile.headerBytes + 517]) << 8
    file[second + 28] = 0x77
    EVTXFile.seal(&file, chunk: 0)
    let outcome = try run([try folder.write(file, as: "security.evtx")])
    #expect(outcome.events == 2)
    #expect(outcome.rejected.map(\.reason) == ["no event in a record"])
    #expect(outcome.rejected.map(\.count) == [1])
  }
}
