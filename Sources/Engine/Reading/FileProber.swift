import Foundation
import HarrierEvents
import HarrierFormats
import HarrierInputs
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Looks at every file's head before the pass: its format, its first time, and whether it is in order.
struct FileProber {
  let registry: FormatRegistry
  let fields: EventFields
  let latencyNanoseconds: Int64
  /// The year of the first line of files whose times do not say it; else it follows from when a file was changed.
  var year: Int64?
  /// Files that are looked at together.
  let threads: Int
  private static let headBytes = 1 << 18
  private let plans = Plans()

  /// A file that will not be read, and why.
  struct Refused: Error {
    var path: String
    var reason: String
  }

  /// In the order of the paths.
  ///
  /// - Parameter number: takes the paths of files that will be read, in their order.
  func probe(_ paths: [String], number: (String) -> UInt32) -> (files: [HuntFile], refused: [Refused]) {
    let pieces = Self.pieces(of: paths)
    let looks = InParallel.map(pieces.count, threads: threads) { pieces[$0].map { look(at: paths[$0]) } }
    var files: [HuntFile] = []
    var refused: [Refused] = []
    for look in looks.joined() {
      switch look {
      case .success(let file):
        file.number = number(file.path)
        files.append(file)
      case .failure(let one): refused.append(one)
      }
    }
    return (files, refused)
  }

  /// Members of one archive are looked at one after the other, for a packed archive is one way from its first to its last.
  private static func pieces(of paths: [String]) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var last: Substring?
    for (place, path) in paths.enumerated() {
      let archive = InputFiles.possibleArchive(of: path)
      if let archive, archive == last {
        pieces[pieces.count - 1] = pieces[pieces.count - 1].lowerBound..<(place + 1)
      } else {
        pieces.append(place..<(place + 1))
      }
      last = archive
    }
    return pieces
  }

  private func look(at path: String) -> Result<HuntFile, Refused> {
    do {
      let (head, stream) = try head(of: path)
      defer { head.deallocate() }
      let bytes = UnsafeBufferPointer(rebasing: head[..<max(0, head.count - ChunkBytes.padding)])
      let recognised = try registry.recognise(head: bytes, path: path)
      let planned = plans.plan(of: recognised, fields)
      let file = HuntFile(
        path: path, number: 0, recognised: recognised, plan: planned.plan, planID: planned.id, firstTime: 0)
      let cut = wholeRecords(bytes, recognised.syntax)
      file.years = years(of: file, cut)
      let times = ChunkProbe(file).times(cut)
      file.firstTime = times.min() ?? Int64.min
      file.isPlain = stream.isPlain
      if InputFiles.isReadOnce(path) { file.opened = stream }
      file.isUnordered =
        stream.isUnordered || !TimeOrder.holds(times, latenessNanoseconds: latencyNanoseconds)
        || !isOrdered(file)
      return .success(file)
    } catch let error as InputError {
      return .failure(Refused(path: path, reason: error.reason))
    } catch {
      return .failure(Refused(path: path, reason: "\(error)"))
    }
  }

  /// What files of one format share.
  private final class Plans: Sendable {
    private let known = Mutex<[String: (plan: MappingPlan, id: Int)]>([:])

    func plan(
      of recognised: FormatRegistry.Recognised, _ fields: EventFields
    ) -> (plan: MappingPlan, id: Int) {
      let name = recognised.name + "\n" + String(describing: recognised.syntax)
      return known.withLock { known in
        let planned = known[name] ?? (MappingPlan(recognised.mapping, fields: fields), known.count)
        known[name] = planned
        return planned
      }
    }
  }

  /// The first bytes, with readable bytes after them; what can be read but once is kept open.
  private func head(
    of path: String
  ) throws(InputError) -> (bytes: UnsafeMutableBufferPointer<UInt8>, stream: any ByteStream) {
    let stream = try ByteStreams.openPeekable(path: path)
    let head = try stream.peek(Self.headBytes)
    let kept = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: head.count + ChunkBytes.padding)
    let rest = kept[kept.initialize(fromContentsOf: head)...]
    rest.initialize(repeating: 0)
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { for at in 0..<3 { kept[at] = 0x20 } }
    return (kept, stream)
  }

  /// What is known of the years of a file's times, should they not say them. Standard input has no date of its own.
  private func years(of file: HuntFile, _ head: ChunkBytes) -> YearWindow? {
    guard file.recognised.syntax == .lines else { return nil }
    if let year {
      file.years = YearWindow(year: year)
      return ChunkProbe(file).firstTime(head).map { YearWindow(first: EventTime(nanoseconds: $0)) }
        ?? YearWindow(year: year)
    }
    return InputFiles.modified(file.path).map { YearWindow(fileModified: $0) }
  }

  /// The head without the record that its end cuts.
  private func wholeRecords(_ bytes: UnsafeBufferPointer<UInt8>, _ syntax: Syntax) -> ChunkBytes {
    guard let base = bytes.baseAddress else {
      return ChunkBytes(bytes: UnsafePointer(bitPattern: 1)!, count: 0)
    }
    if syntax.hasRanges {
      let ranges = RecordSplitter.records(in: bytes, syntax: syntax)
      return ChunkBytes(bytes: base, count: bytes.count, records: ranges)
    }
    return ChunkBytes(bytes: base, count: bytes.count)
  }

  /// Whether the times at a score of places of a plain file rise. A packed file is taken at its word.
  private func isOrdered(_ file: HuntFile) -> Bool {
    guard file.opened == nil, file.isPlain, !file.recognised.syntax.hasRanges else { return true }
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size > 1 << 20 else { return true }
    let probe = ChunkProbe(file)
    let window = 1 << 16
    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: window + ChunkBytes.padding)
    defer { buffer.deallocate() }
    var order = TimeOrder(latenessNanoseconds: latencyNanoseconds)
    if file.firstTime != .min { _ = order.goesOn(with: file.firstTime) }
    for place in 1...20 {
      let got = pread(descriptor, buffer, window, size / 21 * place)
      guard got > 0, let newline = memchr(buffer, 0x0A, got) else { continue }
      memset(buffer + got, 0, ChunkBytes.padding)
      let start = UnsafeMutablePointer(newline.assumingMemoryBound(to: UInt8.self)) + 1
      let chunk = ChunkBytes(bytes: start, count: got - (start - buffer))
      guard chunk.count > 0, let time = probe.firstTime(chunk) else { continue }
      if !order.goesOn(with: time) { return false }
    }
    return true
  }
}
