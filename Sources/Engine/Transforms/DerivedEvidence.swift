import HarrierFeatures

/// The raw events behind rows of transforms, by where the rows would lie if they were written one after another.
///
/// - State: 8 bytes a row, and 24 a raw event, which go to the spill file of a hunt in hindsight once that is full. A live
///   hunt forgets rows whose buckets have closed.
/// - Not thread-safe; while buckets close it is only read.
final class DerivedEvidence {
  private struct Batch {
    var base: Int64
    /// By row: where it begins, from `base`, and its first raw event.
    var starts: [Int32]
    var firsts: [Int32]
    var storage: Storage
    /// Of the latest row.
    var time: Int64
  }

  private enum Storage {
    case memory([UInt8])
    case spilled(Int64)
  }

  private static let eventBytes = 24
  private var batches: [Batch] = []
  private let spill: SpillFile?
  /// Where the next batch begins.
  private(set) var end: Int64 = 0

  init(spill: SpillFile?) { self.spill = spill }

  var count: Int { batches.reduce(0) { $0 + $1.starts.count } }

  /// Adds the rows of a chunk.
  ///
  /// - Parameters:
  ///   - starts: where each row begins in it.
  ///   - length: of the chunk, in bytes.
  ///   - time: of its latest row.
  /// - Returns: where the chunk begins.
  func append(_ rows: [[SourceEvent]], starts: [Int32], length: Int, time: Int64) -> Int64 {
    var firsts: [Int32] = []
    var bytes: [UInt8] = []
    for row in rows {
      firsts.append(Int32(bytes.count / Self.eventBytes))
      for event in row { Self.write(event, to: &bytes) }
    }
    firsts.append(Int32(bytes.count / Self.eventBytes))
    let base = end
    batches.append(Batch(base: base, starts: starts, firsts: firsts, storage: store(bytes), time: time))
    end += Int64(max(1, length))
    return base
  }

  /// Adds one row.
  func append(_ row: [SourceEvent], time: Int64) -> Int64 {
    append([row], starts: [0], length: 1, time: time)
  }

  private func store(_ bytes: [UInt8]) -> Storage {
    guard let spill, !spill.hasRoom(for: bytes.count) else { return .memory(bytes) }
    return spill.append(bytes).map { .spilled($0) } ?? .memory(bytes)
  }

  /// Forgets rows before a time, in nanoseconds.
  func forget(before time: Int64) { batches.removeAll { $0.time < time } }

  /// The raw events of the row that begins there; none where it was forgotten.
  func events(at offset: Int64) -> [SourceEvent] {
    guard let batch = batch(of: offset) else { return [] }
    let place = Int32(truncatingIfNeeded: offset - batch.base)
    guard let row = Self.index(of: place, in: batch.starts) else { return [] }
    let first = Int(batch.firsts[row])
    let count = Int(batch.firsts[row + 1]) - first
    guard count > 0 else { return [] }
    let bytes: [UInt8]
    switch batch.storage {
    case .memory(let all): bytes = Array(all[first * Self.eventBytes..<(first + count) * Self.eventBytes])
    case .spilled(let start):
      bytes = spill!.read(at: start + Int64(first * Self.eventBytes), count: count * Self.eventBytes)
    }
    return (0..<count).map { Self.event(bytes, $0 * Self.eventBytes) }
  }

  private func batch(of offset: Int64) -> Batch? {
    var low = 0
    var high = batches.count
    while low < high {
      let middle = (low + high) / 2
      if batches[middle].base <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? batches[low - 1] : nil
  }

  private static func index(of place: Int32, in starts: [Int32]) -> Int? {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if starts[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low < starts.count && starts[low] == place ? low : nil
  }

  // What is left of a raw event: its priority has done its work.

  private static func write(_ event: SourceEvent, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: event.time.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: event.offset.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: event.length.littleEndian) { bytes.append(contentsOf: $0) }
    withUnsafeBytes(of: event.file.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private static func event(_ bytes: [UInt8], _ at: Int) -> SourceEvent {
    bytes.withUnsafeBytes { raw in
      SourceEvent(
        priority: 0, time: Int64(littleEndian: raw.loadUnaligned(fromByteOffset: at, as: Int64.self)),
        offset: Int64(littleEndian: raw.loadUnaligned(fromByteOffset: at + 8, as: Int64.self)),
        length: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at + 16, as: UInt32.self)),
        file: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: at + 20, as: UInt32.self)))
    }
  }
}
