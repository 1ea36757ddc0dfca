import CISAL

/// A Windows event log file (EVTX) as NDJSON: a line an event, `{"Event":{"System":{…},"EventData":{…}}}`.
///
/// The file is read as a stream, chunk by chunk of 64 KiB, each of which stands for itself; so it may come from an
/// archive or a pipe. A damaged record costs itself alone: its line is the control character SUB and a reason, which
/// a reader of records rejects and counts. Files that were not closed (the dirty flag) are read as far as they go.
///
/// - Offsets of records are those of the NDJSON.
/// - Memory: a chunk and its text of at most 8 MiB.
/// - Cost: on one core some hundred megabytes a second, of full chunks.
public final class EVTXStream: ByteStream {
  private let source: any ByteStream
  private let path: String
  private let buffer: UnsafeMutableRawBufferPointer
  private var text = JSONBuffer(capacity: 1 << 18)
  private var given = 0
  private var number = 0
  private var header: Header?
  private var pending: InputError?
  private var ended = false
  private var isEmpty = true

  private static let chunkBytes = 1 << 16
  private static let recordsFrom = 512

  private struct Header {
    var isDirty: Bool
    /// The oldest chunk is not the first: what comes first is newer than what comes later.
    var isWrapped: Bool
    /// Whether its checksum holds.
    var isIntact: Bool
  }

  /// Whether a head is that of an event log.
  static func fits(_ head: [UInt8]) -> Bool { head.starts(with: Array("ElfFile\0".utf8)) }

  init(_ source: any ByteStream, path: String) {
    self.source = source
    self.path = path
    buffer = .allocate(byteCount: Self.chunkBytes, alignment: 64)
  }

  deinit { buffer.deallocate() }

  public var isUnordered: Bool {
    if header == nil, pending == nil { readHeader() }
    return header?.isWrapped ?? false
  }

  public func read(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var filled = 0
    while filled < target.count {
      if given == text.count, !refill() { break }
      let count = min(text.count - given, target.count - filled)
      (target.baseAddress! + filled).copyMemory(from: text.bytes + given, byteCount: count)
      given += count
      filled += count
    }
    if filled == 0, let error = pending {
      pending = nil
      throw error
    }
    return filled
  }

  /// The text of further chunks; false at the end.
  private func refill() -> Bool {
    text.cut(to: 0)
    given = 0
    if header == nil { readHeader() }
    while text.count == 0, !ended { readChunk() }
    if text.count > 0 {
      isEmpty = false
    } else if isEmpty, pending == nil, header?.isIntact == false {
      pending = InputError(
        path: path, reason: "EVTX file with a damaged header, and no chunk that can be read")
    }
    return text.count > 0
  }

  private func block(_ bytes: Int) -> Int {
    do throws(InputError) {
      return try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<bytes]))
    } catch {
      pending = error
      ended = true
      return 0
    }
  }

  private func readHeader() {
    let got = block(4096)
    let bytes = EVTXBytes(base: UnsafeRawPointer(buffer.baseAddress!), count: got)
    do throws(EVTXDamage) {
      let flags = try bytes.u32(120)
      let sum = crc32_gzip_refl(0, bytes.base.assumingMemoryBound(to: UInt8.self), 120)
      let isIntact = sum == (try bytes.u32(124))
      header = Header(isDirty: flags & 1 != 0, isWrapped: try bytes.u64(8) != 0, isIntact: isIntact)
      // A header may be longer than its usual 4096 bytes, where it can be believed.
      var rest = isIntact ? Int(try bytes.u16(40)) - got : 0
      while rest > 0, !ended { rest -= max(1, block(min(rest, Self.chunkBytes))) }
      if got < 4096 { throw EVTXDamage("") }
    } catch {
      pending = pending ?? InputError(path: path, reason: "EVTX file cut short in its header")
      ended = true
    }
  }

  private func readChunk() {
    let got = block(Self.chunkBytes)
    defer { number += 1 }
    guard got > 0 else {
      ended = true
      return
    }
    if got < Self.chunkBytes {
      ended = true
      pending = pending ?? InputError(path: path, reason: "EVTX file cut short in chunk \(number)")
    }
    let chunk = EVTXBytes(base: UnsafeRawPointer(buffer.baseAddress!), count: got)
    guard UnsafeRawBufferPointer(start: chunk.base, count: got).starts(with: "ElfChnk\0".utf8) else {
      // Room kept for later is all zeros.
      if UnsafeRawBufferPointer(start: chunk.base, count: got).contains(where: { $0 != 0 }) {
        damaged("EVTX chunk without its signature", "chunk \(number)")
      }
      return
    }
    writeRecords(of: chunk)
  }

  private func damaged(_ reason: StaticString, _ place: String) {
    text.write(0x1A)
    text.write(reason)
    text.write(": \(place)\n")
  }

  /// Where the records end, by the chunk's header, and whether their checksum holds; nil where the header's own does not.
  private func records(of chunk: EVTXBytes) -> (end: Int, isIntact: Bool)? {
    do throws(EVTXDamage) {
      let bytes = chunk.base.assumingMemoryBound(to: UInt8.self)
      try chunk.check(0, Self.recordsFrom)
      let sum = crc32_gzip_refl(crc32_gzip_refl(0, bytes, 120), bytes + 128, UInt64(Self.recordsFrom - 128))
      guard sum == (try chunk.u32(124)) else { return nil }
      let end = Int(try chunk.u32(48))
      try chunk.check(Self.recordsFrom, end - Self.recordsFrom)
      let records = crc32_gzip_refl(0, bytes + Self.recordsFrom, UInt64(end - Self.recordsFrom))
      return (end, records == (try chunk.u32(52)))
    } catch {
      return nil
    }
  }

  /// A chunk's records in their order. Behind damage the next signature is looked for.
  private func writeRecords(of chunk: EVTXBytes) {
    let isDirty = header?.isDirty ?? true
    let known = records(of: chunk)
    if known?.isIntact != true, !isDirty { damaged("EVTX chunk with a wrong checksum", "chunk \(number)") }
    // Without a header to trust, records end where their numbers stop rising: behind lies an older log.
    let end = known?.isIntact == true ? known!.end : chunk.count
    var writer = EVTXRecordWriter(chunk)
    var last: UInt64 = 0
    var at = Self.recordsFrom
    while at + 28 <= end {
      let mark = text.count
      do throws(EVTXDamage) {
        guard try chunk.u32(at) == 0x2A2A else {
          if known?.isIntact != true { return }
          throw EVTXDamage("no EVTX record where one begins")
        }
        let size = Int(try chunk.u32(at + 4))
        let id = try chunk.u64(at + 8)
        guard size >= 28, size <= end - at, Int(try chunk.u32(at + size - 4)) == size else {
          throw EVTXDamage("EVTX record of impossible length")
        }
        if known?.isIntact != true, id <= last { return }
        last = id
        guard text.count < EVTXRecordWriter.mostChunkText else {
          throw EVTXDamage("EVTX chunk of too much text")
        }
        do throws(EVTXDamage) {
          try writer.write(from: at + 24, to: at + size - 4, into: &text)
        } catch {
          text.cut(to: mark)
          damaged(error.reason, "EVTX record \(id) in chunk \(number)")
        }
        at += size
      } catch {
        text.cut(to: mark)
        guard let next = nextRecord(in: chunk, from: at + 8, end) else {
          // The room behind the last record is no record.
          if known?.isIntact == true { damaged(error.reason, "at \(at) of chunk \(number)") }
          return
        }
        damaged(error.reason, "at \(at) of chunk \(number)")
        at = next
      }
    }
  }

  /// Records begin at multiples of eight.
  private func nextRecord(in chunk: EVTXBytes, from: Int, _ end: Int) -> Int? {
    var at = (from + 7) & ~7
    while at + 28 <= end {
      if chunk.base.loadUnaligned(fromByteOffset: at, as: UInt32.self) == UInt32(littleEndian: 0x2A2A) {
        return at
      }
      at += 8
    }
    return nil
  }
}
