import CSimdjson
import HarrierEvents
import HarrierFormats

#if canImport(Glibc)
  import Glibc
#endif

/// Cuts a byte stream into chunks at record boundaries.
///
/// - Memory: one chunk, or one record where that is longer; a record beyond
///   `JSONReader.mostRecordBytes` is passed over, and its beginning told as a chunk of its own.
public final class ChunkReader {
  private let stream: any ByteStream
  private let syntax: Syntax
  private let chunkBytes: Int
  /// Bytes read that belong to the next chunk.
  /// Behind a line that names other columns than the file's first one (``DelimitedHeader/changes(by:)``).
  private var hasOtherFields = false
  private var carry: [UInt8] = []
  private var offset: Int64 = 0
  private var line = 0
  private var ended = false
  private var splitter = hj_splitter()
  /// Whether a JSON record without its end is left in the stream's last line, as if it were not there yet.
  public var leavesOpenRecord = false
  /// Bytes of it.
  public private(set) var bytesLeft: Int64 = 0
  /// What is told of a record that was passed over, before anything behind it.
  private var overlong: Chunk?
  private static let overlongBytes = 80
  public private(set) var bytesRead: Int64 = 0
  /// Why the stream stopped before its end.
  public private(set) var problem: InputError?

  public init(_ stream: any ByteStream, syntax: Syntax, chunkBytes: Int = 1 << 19) {
    self.stream = stream
    self.syntax = syntax
    if syntax == .jsonObjects { splitter.in_array = 1 }
    self.chunkBytes = chunkBytes
  }

  /// Passes over what an earlier run has read.
  public func skip(_ bytes: Int64) {
    do throws(InputError) {
      let passed = try stream.skip(bytes - offset)
      if passed < bytes - offset { ended = true }
      offset += passed
    } catch {
      problem = error
      ended = true
    }
  }

  /// Goes on at the beginning of a chunk that an earlier reader of the same bytes gave.
  ///
  /// - Parameter start: the first byte that was read at all.
  /// - Precondition: nothing was read yet.
  public func resume(at place: ChunkPlace, from start: Int64) {
    skip(place.offset)
    line = place.line
    bytesRead = max(0, place.offset - start)
    if syntax.hasRanges { splitter = hj_splitter(brackets: place.brackets) }
  }

  /// The next chunk, or nil at the end.
  public func next() -> Chunk? {
    while true {
      if let told = overlong {
        overlong = nil
        return told
      }
      guard !ended || !carry.isEmpty else { return nil }
      if let chunk = step() { return chunk }
    }
  }

  private func step() -> Chunk? {
    let place = ChunkPlace(
      offset: offset, line: line, brackets: syntax.hasRanges ? splitter.brackets : [])
    let capacity = max(chunkBytes, carry.count + chunkBytes / 2)
    let buffer = ChunkBuffers.shared.take(byteCount: capacity + ChunkBytes.padding)
    buffer.copyBytes(from: carry)
    var count = carry.count
    carry.removeAll(keepingCapacity: true)
    if !ended {
      do throws(InputError) {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[count..<capacity])
        let got = try stream.read(into: room)
        if got == 0 { ended = true }
        count += got
        bytesRead += Int64(got)
      } catch {
        problem = error
        ended = true
      }
    }
    memset(buffer.baseAddress! + count, 0, ChunkBytes.padding)
    blankByteOrderMark(buffer, count: count)
    return cut(fitted(buffer, count: count), count: count, place)
  }

  /// A round holds hundreds of small files: each with its own bytes, not with the room of a large one.
  private func fitted(
    _ buffer: UnsafeMutableRawBufferPointer, count: Int
  ) -> UnsafeMutableRawBufferPointer {
    guard count < buffer.count / 4 else { return buffer }
    defer { ChunkBuffers.shared.giveBack(buffer) }
    return ChunkBuffers.shared.copy(of: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }

  /// A file's byte order mark becomes blanks, so that no offset moves.
  private func blankByteOrderMark(_ buffer: UnsafeMutableRawBufferPointer, count: Int) {
    guard offset == 0, count >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF else { return }
    memset(buffer.baseAddress!, 0x20, 3)
  }

  /// Keeps what follows the last whole record for the next chunk.
  private func cut(
    _ buffer: UnsafeMutableRawBufferPointer, count: Int, _ place: ChunkPlace
  ) -> Chunk? {
    let bytes = UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self))
    var records: [ChunkBytes.RecordRange] = []
    var end: Int
    var keepFrom: Int
    switch syntax {
    case .jsonArray, .jsonObjects:
      (records, keepFrom) = splitRecords(bytes, count: count)
      if ended {
        // What ends with the file is a record cut short, for the reader to count.
        if keepFrom > 0 || splitter.in_array != 0, splitter.state != 0, keepFrom < count {
          records.append(.init(offset: keepFrom, length: count - keepFrom))
        }
        keepFrom = count
      }
      end = keepFrom
    case .jsonLines, .jsonBehindText, .delimited, .lines, .auditRecords, .journalEntries:
      end = ended ? count - openRecord(bytes, count: count) : lineEnd(bytes, count: count)
      keepFrom = ended ? count : end
    }
    offset += Int64(keepFrom)
    line += countLines(bytes, count: keepFrom)
    if keepFrom < count {
      carry = Array(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[keepFrom..<count]))
      if carry.count > JSONReader.mostRecordBytes { dropOverlong() }
    }
    if end == 0 || (syntax.hasRanges && records.isEmpty) {
      ChunkBuffers.shared.giveBack(buffer)
      return nil
    }
    let before = hasOtherFields
    if case .delimited(let header) = syntax {
      let whole = UnsafeBufferPointer(start: bytes, count: end)
      hasOtherFields = header.lastChange(in: whole) ?? hasOtherFields
    }
    return Chunk(
      buffer: buffer,
      bytes: ChunkBytes(bytes: bytes, count: end, records: records, hasOtherFields: before), place: place)
  }

  /// Bytes of a last line that begins a JSON object and does not end it, where such a one is left.
  private func openRecord(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
    guard leavesOpenRecord, syntax == .jsonLines, problem == nil else { return 0 }
    let start = lineEnd(bytes, count: count)
    let line = UnsafeBufferPointer(start: bytes + start, count: count - start)
    guard line.first(where: { $0 > 0x20 }) == 0x7B,
      RecordSplitter.records(in: line, syntax: .jsonObjects).isEmpty
    else { return 0 }
    bytesLeft = Int64(line.count)
    bytesRead -= bytesLeft
    return line.count
  }

  private func lineEnd(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
    if case .delimited(let header) = syntax, header.spansLines { return quotedLineEnd(bytes, count: count) }
    if let cut = FormatRegistry.recordCut(syntax) {
      return cut(UnsafeBufferPointer(start: bytes, count: count))
    }
    var end = count
    while end > 0, bytes[end - 1] != 0x0A { end -= 1 }
    return end
  }

  /// The last line end outside quotes. An odd quote in a line without a partner would swallow the rest of
  /// the file, so a quoted value is followed for at most 64 KiB.
  private func quotedLineEnd(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
    var inside = false
    var openedAt = 0
    var last = 0
    var at = 0
    while at < count {
      if bytes[at] == 0x22 {
        inside.toggle()
        openedAt = at
      } else if bytes[at] == 0x0A, !inside || at - openedAt > 1 << 16 {
        inside = false
        last = at + 1
      }
      at += 1
    }
    return last
  }

  /// The whole records, and where the open one begins.
  private func splitRecords(
    _ bytes: UnsafePointer<UInt8>, count: Int
  ) -> ([ChunkBytes.RecordRange], keepFrom: Int) {
    var found: [ChunkBytes.RecordRange] = []
    var records = [hj_record](repeating: hj_record(), count: 512)
    // The scanner starts anew at the first byte that is kept, which is where the open record begins.
    var from = 0
    var open = count
    splitter.state = 0
    if splitter.in_array != 0, splitter.done == 0 {
      splitter.depth = 0
      splitter.in_string = 0
      splitter.escaped = 0
    }
    while from < count {
      var consumed = from
      let got = hj_split(&splitter, bytes, from, count, &records, 512, &open, &consumed)
      for record in records.prefix(got) {
        found.append(.init(offset: Int(record.offset), length: Int(record.length)))
      }
      from = max(consumed, from + 1)
    }
    let keepFrom = splitter.in_array != 0 ? min(open, count) : 0
    if splitter.in_array == 0 {
      // Still in front of the array: nothing but a prefix so far.
      splitter = hj_splitter()
    }
    return (found, keepFrom)
  }

  private func countLines(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int {
    var lines = 0
    var at = 0
    while at < count, let newline = memchr(bytes + at, 0x0A, count - at) {
      lines += 1
      at = UnsafePointer(newline.assumingMemoryBound(to: UInt8.self)) - bytes + 1
    }
    return lines
  }

  /// A line beyond the bound: reads on to its end without keeping more than its beginning.
  private func dropOverlong() {
    let place = ChunkPlace(
      offset: offset, line: line, brackets: syntax.hasRanges ? splitter.brackets : [])
    overlong = Chunk(copying: Array(carry.prefix(Self.overlongBytes)), place: place, isOverlong: true)
    offset += Int64(carry.count)
    carry.removeAll()
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { scratch.deallocate() }
    while !ended {
      do throws(InputError) {
        let got = try stream.read(into: scratch)
        bytesRead += Int64(got)
        if got == 0 {
          ended = true
          return
        }
        if let newline = memchr(scratch.baseAddress!, 0x0A, got) {
          let end = UnsafeRawPointer(newline) - UnsafeRawPointer(scratch.baseAddress!) + 1
          offset += Int64(end)
          line += 1
          carry = Array(scratch[end..<got])
          return
        }
        offset += Int64(got)
      } catch {
        problem = error
        ended = true
      }
    }
  }
}
