import HarrierFeatures
import HarrierInputs

/// Rows of transforms on their way into the pass: chunks of lines, as if they were read from a file.
struct DerivedChunks {
  private static let chunkBytes = 1 << 18
  private let evidence: DerivedEvidence
  private var bytes: [UInt8] = []
  private var starts: [Int32] = []
  private var witnesses: [[SourceEvent]] = []
  private var time = Int64.min
  private(set) var full: [Chunk] = []

  init(_ evidence: DerivedEvidence) { self.evidence = evidence }

  mutating func append(_ row: Int, of rows: DerivedRows) {
    starts.append(Int32(bytes.count))
    bytes += rows.line(row)
    witnesses.append(rows.witnesses[row])
    time = max(time, rows.times[row])
    if bytes.count >= Self.chunkBytes { seal() }
  }

  /// The chunks that are full; all of them at the end.
  mutating func take(all: Bool) -> [Chunk] {
    if all { seal() }
    defer { full = [] }
    return full
  }

  private mutating func seal() {
    if bytes.isEmpty { return }
    let offset = evidence.append(witnesses, starts: starts, length: bytes.count, time: time)
    full.append(Chunk(copying: bytes, offset: offset))
    bytes.removeAll(keepingCapacity: true)
    starts = []
    witnesses = []
    time = .min
  }
}
