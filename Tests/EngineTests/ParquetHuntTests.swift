import Foundation
import HarrierEngine
import HarrierInputs
import HarrierScoring
import HarrierTesting
import Testing

private enum DuckDB {
  static let path: String? = {
    let variables = ProcessInfo.processInfo.environment
    let folders = (variables["PATH"] ?? "").split(separator: ":").map(String.init)
    return (folders + ["\(variables["HOME"] ?? "")/.local/bin"]).map { "\($0)/duckdb" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()
}

/// A Parquet file is the same rows as its NDJSON. DuckDB makes it and reads it: without one there is nothing to try.
@Suite(.enabled(if: DuckDB.path != nil, "no duckdb in PATH or ~/.local/bin: make parquet"))
struct ParquetHuntTests {
  private let folder = TestFolder()
  private static let lines = TestLog.mixed(events: 2500, days: 5, seed: 21)

  private func parquet(_ source: String, named name: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: DuckDB.path!)
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.arguments = [
      "-no-init", "-batch", "-c",
      "copy (from read_json('\(source)', sample_size = -1)) to 'made.parquet' (format parquet)",
    ]
    process.standardOutput = Pipe()
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let path = "\(folder.path)/\(name)"
    try FileManager.default.moveItem(atPath: "\(folder.path)/made.parquet", toPath: path)
    return path
  }

  /// DuckDB writes times in its own way, so that a row is as long as that.
  private func found(_ outcome: HuntOutcome) -> [Record] {
    outcome.records.map { record in
      var record = record
      record.events = []
      return record
    }
  }

  @Test func `its rows find what the lines find, and are shown again`() throws {
    let plain = try folder.write(lines: Self.lines, as: "whole.ndjson")
    // A name that is no SQL, no pattern and no option.
    let packed = try parquet(plain, named: "-it's [a] *.parquet")
    let (whole, outcome) = (
      try TestHunt.run([plain], jobs: TestHunt.everyFold),
      try TestHunt.run([packed], jobs: TestHunt.everyFold)
    )
    #expect(whole.records.count > 5 && outcome.events == whole.events)
    #expect(outcome.files.allSatisfy { $0.problem == nil && $0.rejected == 0 })
    #expect(found(outcome) == found(whole))
    let event = try #require(outcome.records.flatMap(\.events).first)
    let place = EvidenceReader.Place(offset: event.offset, length: event.length)
    let text = try #require(EvidenceReader.texts(path: packed, places: [place])[place])
    #expect(text.hasPrefix("{") && text.hasSuffix("}"))
  }

  @Test func `a damaged one is named with DuckDB's reason`() throws {
    let plain = try folder.write(lines: Self.lines, as: "whole.ndjson")
    let packed = try parquet(plain, named: "whole.parquet")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: packed))
    let cut = try folder.write([UInt8](bytes.prefix(bytes.count / 2)), as: "cut.parquet")
    let outcome = try TestHunt.run([cut, plain], jobs: TestHunt.everyFold)
    let file = try #require(outcome.files.first { $0.path == cut })
    #expect(file.problem?.contains("damaged Parquet data: ") == true, "\(file)")
    #expect(outcome.events == Self.lines.count)
  }

  @Test func `packed again it is told to be unpacked`() throws {
    let plain = try folder.write(lines: Self.lines, as: "whole.ndjson")
    let packed = try parquet(plain, named: "whole.parquet")
    let tool = Process()
    tool.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    tool.arguments = ["gzip", packed]
    try tool.run()
    tool.waitUntilExit()
    #expect {
      _ = try ByteStreams.open(path: packed + ".gz")
    } throws: {
      ($0 as? InputError)?.reason.contains("unpack it") == true
    }
  }
}
