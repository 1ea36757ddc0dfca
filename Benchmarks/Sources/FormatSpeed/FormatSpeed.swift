import Foundation
import HarrierEvents
import HarrierFormats
import HarrierInputs

/// `Formats.<mapping>.parse`: how fast each format is read on one thread, every field wanted that its mapping knows, its
/// sample repeated to 20 MB; the best of three runs.
///
/// usage: FormatSpeed SAMPLES
@main
enum FormatSpeed {
  private static let bytes = 20 << 20
  private static let runs = 3

  static func main() throws {
    guard let folder = CommandLine.arguments.dropFirst().first else {
      print("usage: FormatSpeed SAMPLES")
      exit(1)
    }
    var lines: [String] = []
    for path in try samples(URL(fileURLWithPath: folder)) {
      if let line = try measure([UInt8](Data(contentsOf: path)), path.lastPathComponent) {
        lines.append(line)
      }
    }
    if let line = try measure(FullEventLog.bytes(chunks: 8), "full chunks.evtx") { lines.append(line) }
    print("| format | sample | MB/s | events/s | bytes an event |")
    print("|---|---|---:|---:|---:|")
    print(lines.sorted().joined(separator: "\n"))
  }

  /// But event logs: the chunks of small ones are nearly empty, and empty bytes cost nothing.
  private static func samples(_ folder: URL) throws -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.isRegularFileKey])
    let files = (found?.allObjects ?? []).compactMap { $0 as? URL }
    return files.filter {
      !$0.lastPathComponent.hasSuffix(".expected.jsonl") && !["md", "evtx"].contains($0.pathExtension)
        && !$0.hasDirectoryPath
    }
    .sorted { $0.path < $1.path }
  }

  private static func measure(_ sample: [UInt8], _ name: String) throws -> String? {
    guard
      let head = try? head(of: sample, name),
      let recognised = try? head.withUnsafeBufferPointer({
        try FormatRegistry.builtIn.recognise(head: $0, path: name)
      })
    else { return nil }
    // An array is one file; its like cannot be put behind it.
    if recognised.syntax == .jsonArray { return nil }
    let data = repeated(sample)
    let plan = MappingPlan(recognised.mapping, fields: EventFields(recognised.mapping.outputs))
    let reader = FormatRegistry.makeReader(recognised.syntax, plan: plan)
    reader.years = YearWindow(year: 2026)
    var best = Duration.seconds(1000)
    var events = 0
    for _ in 0..<runs {
      let start = ContinuousClock.now
      let stream = try ByteStreams.open(MemoryStream(data), path: name)
      events = read(stream, recognised.syntax, reader, RowBatch(slotCount: plan.slotCount, capacity: 128))
      best = min(best, ContinuousClock.now - start)
    }
    let seconds = best / .seconds(1)
    return
      "| \(recognised.name) | \(name) | \(Int(Double(data.count) / seconds / 1e6)) | "
      + "\(Int(Double(events) / seconds)) | \(data.count / max(1, events)) |"
  }

  /// What a sample is recognised by: its text.
  private static func head(of sample: [UInt8], _ name: String) throws -> [UInt8] {
    let stream = try ByteStreams.open(MemoryStream(sample), path: name)
    var count = 0
    let head = try [UInt8](unsafeUninitializedCapacity: 1 << 20) { buffer, filled in
      while case let got = try stream.read(
        into: .init(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])),
        got > 0
      { count += got }
      filled = count
    }
    return head
  }

  /// The chunks of an event log stand for themselves, behind one header; lines need their end.
  private static func repeated(_ sample: [UInt8]) -> [UInt8] {
    let isEventLog = sample.starts(with: Array("ElfFile\0".utf8))
    var data: [UInt8] = []
    data.reserveCapacity(bytes + sample.count)
    while data.count < bytes {
      data += isEventLog && !data.isEmpty ? sample[4096...] : sample[...]
      if !isEventLog, data.last != 0x0A { data.append(0x0A) }
    }
    return data
  }

  private static func read(
    _ stream: any ByteStream, _ syntax: Syntax, _ reader: any RecordReader, _ batch: RowBatch
  ) -> Int {
    let chunks = ChunkReader(stream, syntax: syntax)
    var events = 0
    while let chunk = chunks.next() {
      reader.begin(chunk.bytes)
      repeat {
        reader.read(into: batch)
        events += batch.count
      } while batch.count > 0
    }
    return events
  }
}

/// Bytes in memory as a stream.
private final class MemoryStream: ByteStream {
  private let bytes: [UInt8]
  private var at = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let count = min(buffer.count, bytes.count - at)
    if count > 0 { buffer.copyBytes(from: bytes[at..<at + count]) }
    at += count
    return count
  }
}
