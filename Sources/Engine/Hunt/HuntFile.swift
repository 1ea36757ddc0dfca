import Foundation
import HarrierEvents
import HarrierFormats
import HarrierInputs

/// A file of a hunt: what it is, where its time begins, and what became of it.
final class HuntFile {
  let path: String
  var number: UInt32
  let pathHash: UInt64
  let recognised: FormatRegistry.Recognised
  let plan: MappingPlan
  /// The same for files that one reader can read.
  let planID: Int
  /// Least event time of its head.
  var firstTime: Int64
  /// Not in time order: nothing closes before it is read.
  var isUnordered = false
  var events = 0
  /// Events inside the time asked for that some job asks for, and those that none does; jobs that ask for all do not count.
  var asked = 0
  var unasked = 0
  var bytes: Int64 = 0
  var rejected = 0
  var problem: String?
  /// Whether a place in its text is a place in the file.
  var isPlain = true
  /// What no job has to read again, of a plain file of lines.
  private(set) var startOffset: Int64 = 0
  /// By job, the first byte it has not read; nil where no job has read any.
  private(set) var readUpTo: [Int64]?
  /// Its bytes on disk before it was read, and those of them that were.
  let sizeOnDisk: Int64
  private(set) var readSize: Int64
  /// Where an earlier process was in it when it put itself aside; nil for its beginning.
  var resumesAt: (place: ChunkPlace, time: Int64)?
  /// Bytes at its end that are left for a later hunt: of a record that is not whole yet.
  private(set) var bytesLeft: Int64 = 0
  /// Whether it was read to its end.
  private(set) var isDone = false
  /// What can be read but once, and whose head was looked at: standard input, a pipe.
  var opened: (any ByteStream)?
  /// For events that do not say whose they are.
  var host: FileHost?
  /// For times that do not say their year.
  var years: YearWindow?

  init(
    path: String, number: UInt32, recognised: FormatRegistry.Recognised, plan: MappingPlan, planID: Int,
    firstTime: Int64
  ) {
    self.path = path
    self.number = number
    pathHash = StableHash.hash(path)
    self.recognised = recognised
    self.plan = plan
    self.planID = planID
    self.firstTime = firstTime
    sizeOnDisk = path.isEmpty || path == "-" ? 0 : InputFiles.size(of: path)
    readSize = sizeOnDisk
  }

  /// Takes in that it was read to its end. What a plain file grew by meanwhile was read, what it grows by now was not.
  func finish(bytes: Int64, left: Int64 = 0, problem: String?) {
    isDone = true
    self.bytes = bytes
    bytesLeft = left
    if let problem { self.problem = problem }
    if isPlain, problem == nil, bytes + left > 0 { readSize = startOffset + bytes }
  }

  /// Takes in that an earlier process had read it to its end.
  func finish(bytes: Int64, readSize: Int64, problem: String?) {
    isDone = true
    self.bytes = bytes
    self.readSize = readSize
    self.problem = problem
  }

  /// Takes in how far each job has read it in an earlier run. A packed file that grew is read from its start.
  func passOver(_ bytes: [Int64]) {
    guard bytes.contains(where: { $0 > 0 }) else { return }
    let size = InputFiles.size(of: path)
    let upTo = bytes.map { $0 >= size ? Int64.max : isPlain ? $0 : 0 }
    readUpTo = upTo
    if isPlain, !recognised.syntax.hasRanges, let least = upTo.min(), least < .max { startOffset = least }
  }

  /// A reader for this file, and for others of its `planID` once it is told their years.
  func makeReader() -> any RecordReader {
    let reader = FormatRegistry.makeReader(recognised.syntax, plan: plan)
    reader.years = years
    return reader
  }
}

/// Times of a few records spread over a chunk: where it begins, without parsing it all.
struct ChunkProbe {
  private let reader: any RecordReader
  private let batch: RowBatch
  private static let places = 8

  init(_ file: HuntFile) {
    reader = file.makeReader()
    batch = RowBatch(slotCount: file.plan.slotCount, capacity: 1)
  }

  /// Of the probed records that can be read, in their order.
  func times(_ chunk: ChunkBytes) -> [Int64] {
    (0..<Self.places).compactMap { time(in: chunk, at: $0) }
  }

  /// The least time among the probed records; nil where none can be read.
  func leastTime(_ chunk: ChunkBytes) -> Int64? { times(chunk).min() }

  /// The first readable record's time.
  func firstTime(_ chunk: ChunkBytes) -> Int64? {
    reader.begin(chunk)
    reader.read(into: batch)
    return batch.count > 0 ? batch.times[0] : nil
  }

  private func time(in chunk: ChunkBytes, at place: Int) -> Int64? {
    if !chunk.records.isEmpty {
      let record = chunk.records[(chunk.records.count - 1) * place / (Self.places - 1)]
      return firstTime(ChunkBytes(bytes: chunk.bytes, count: chunk.count, records: [record]))
    }
    var start = chunk.count * place / Self.places
    if place > 0 {
      while start < chunk.count, chunk.bytes[start] != 0x0A { start += 1 }
      start += 1
    }
    guard start < chunk.count else { return nil }
    // A few lines are enough; the reader takes the first that is whole.
    return firstTime(
      ChunkBytes(bytes: chunk.bytes + start, count: min(chunk.count - start, 1 << 16)))
  }
}

/// Whether times go on, but for what may be late.
struct TimeOrder {
  let latenessNanoseconds: Int64
  private var latest: Int64?

  init(latenessNanoseconds: Int64) { self.latenessNanoseconds = latenessNanoseconds }

  /// Takes in the next time; false where it lies too far before one of those before it.
  mutating func goesOn(with time: Int64) -> Bool {
    defer { latest = max(latest ?? time, time) }
    return latest.map { time >= $0 - latenessNanoseconds } ?? true
  }

  /// Whether times of one file go on, and not backwards, however slowly: exports of portals have the newest first.
  static func holds(_ times: [Int64], latenessNanoseconds: Int64) -> Bool {
    let isBackwards = zip(times, times.dropFirst()).allSatisfy { $0 >= $1 } && Set(times).count > 3
    var order = TimeOrder(latenessNanoseconds: latenessNanoseconds)
    return !isBackwards && times.allSatisfy { order.goesOn(with: $0) }
  }
}
