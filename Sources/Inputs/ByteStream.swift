import CISAL
import CZstd
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Bytes from the outside, in order.
public protocol ByteStream: AnyObject {
  /// Fills the buffer as far as it can; 0 at the end.
  ///
  /// - Throws: ``InputError`` where the bytes are damaged or cannot be read; what came before stands.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int
  /// Passes over so many bytes; returns how many there were.
  ///
  /// - Throws: as ``read(into:)`` does.
  func skip(_ count: Int64) throws(InputError) -> Int64
  /// Whether a place in the stream is the same place in the file.
  var isPlain: Bool { get }
  /// Known not to be in the order of time.
  var isUnordered: Bool { get }
}

extension ByteStream {
  public var isPlain: Bool { false }
  public var isUnordered: Bool { false }

  public func skip(_ count: Int64) throws(InputError) -> Int64 { try readOver(count) }

  /// Passes over bytes by reading them.
  func readOver(_ count: Int64) throws(InputError) -> Int64 {
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { scratch.deallocate() }
    var passed: Int64 = 0
    while passed < count {
      let wanted = Int(min(count - passed, Int64(scratch.count)))
      let got = try read(into: UnsafeMutableRawBufferPointer(rebasing: scratch[..<wanted]))
      if got == 0 { break }
      passed += Int64(got)
    }
    return passed
  }

  /// So many bytes, or what is left of them.
  func bytes(_ count: Int) throws(InputError) -> [UInt8] {
    var failure: InputError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, got in
      do throws(InputError) { got = try read(into: UnsafeMutableRawBufferPointer(buffer)) } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }
}

/// An input that cannot be read, or not to its end.
public struct InputError: Error, CustomStringConvertible, Hashable {
  public var path: String
  public var reason: String
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
  public var description: String { "\(path): \(reason)" }
}

/// A plain file, or standard input for `-`.
public final class FileStream: ByteStream {
  private let descriptor: Int32
  private let path: String
  private var filling = Filling()

  public init(path: String) throws(InputError) {
    self.path = path
    if path == "-" {
      descriptor = 0
      return
    }
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 { throw InputError(path: path, reason: String(cString: strerror(errno))) }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  deinit { if descriptor > 0 { close(descriptor) } }

  public var isPlain: Bool { true }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { [descriptor, path] room throws(InputError) in
      while true {
        let got = Glibc.read(descriptor, room.baseAddress!, room.count)
        if got >= 0 { return got }
        if errno != EINTR { throw InputError(path: path, reason: String(cString: strerror(errno))) }
      }
    }
  }

  /// Without reading them, where the file can be wound on.
  public func skip(_ count: Int64) throws(InputError) -> Int64 {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return try readOver(count)
    }
    let here = Int64(lseek(descriptor, 0, SEEK_CUR))
    let passed = max(0, min(count, Int64(status.st_size) - here))
    guard here >= 0, lseek(descriptor, Int(passed), SEEK_CUR) >= 0 else {
      throw InputError(path: path, reason: String(cString: strerror(errno)))
    }
    return passed
  }
}

/// A gzip file of any number of members, by ISA-L.
public final class GzipStream: ByteStream {
  private static let inputBytes = 1 << 18
  private let source: any ByteStream
  private let path: String
  private let state: UnsafeMutablePointer<inflate_state>
  private let input: UnsafeMutableRawBufferPointer
  private var inputEnded = false
  private var finished = false
  private var members = 0

  public init(_ source: any ByteStream, path: String) {
    self.source = source
    self.path = path
    state = .allocate(capacity: 1)
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    input = ChunkBuffers.shared.take(byteCount: Self.inputBytes)
  }

  deinit {
    state.deallocate()
    ChunkBuffers.shared.giveBack(input)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    state.pointee.next_out = buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(buffer.count)
    while state.pointee.avail_out > 0, !finished {
      if state.pointee.avail_in == 0 { try refill() }
      if state.pointee.block_state == ISAL_BLOCK_FINISH {
        if state.pointee.avail_in == 0, inputEnded {
          finished = true
          break
        }
        try nextMember()
        continue
      }
      let before = (state.pointee.avail_in, state.pointee.avail_out)
      let status = isal_inflate(state)
      if status < 0 {
        let made = buffer.count - Int(state.pointee.avail_out)
        if made > 0 {
          pending = InputError(path: path, reason: "damaged gzip data (\(status)) in member \(members + 1)")
          finished = true
          return made
        }
        throw InputError(path: path, reason: "damaged gzip data (\(status)) in member \(members + 1)")
      }
      if state.pointee.avail_in == 0, inputEnded, state.pointee.block_state != ISAL_BLOCK_FINISH,
        before == (state.pointee.avail_in, state.pointee.avail_out)
      {
        pending = InputError(path: path, reason: "gzip data cut short")
        finished = true
      }
    }
    let made = buffer.count - Int(state.pointee.avail_out)
    if made == 0, let error = pending {
      pending = nil
      throw error
    }
    return made
  }

  /// Damage found behind good bytes: told once those are read.
  private var pending: InputError?

  private func refill() throws(InputError) {
    guard !inputEnded else { return }
    let got = try source.read(into: input)
    state.pointee.next_in = input.baseAddress!.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = UInt32(got)
    if got < input.count { inputEnded = true }
  }

  private func nextMember() throws(InputError) {
    members += 1
    // Zero padding after the last member is allowed.
    while state.pointee.avail_in > 0, state.pointee.next_in.pointee == 0 {
      state.pointee.next_in += 1
      state.pointee.avail_in -= 1
    }
    if state.pointee.avail_in == 0 { return }
    let next = state.pointee.next_in
    let rest = state.pointee.avail_in
    let out = state.pointee.next_out
    let room = state.pointee.avail_out
    isal_inflate_reset(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP)
    state.pointee.next_in = next
    state.pointee.avail_in = rest
    state.pointee.next_out = out
    state.pointee.avail_out = room
  }
}

/// A zstd file of any number of frames.
public final class ZstdStream: ByteStream {
  private static let inputBytes = 1 << 18
  private let source: any ByteStream
  private let path: String
  private let context: OpaquePointer
  private let input: UnsafeMutableRawBufferPointer
  private var available = ZSTD_inBuffer()
  private var inputEnded = false
  private var frameOpen = false
  private var pending: InputError?
  private var finished = false

  public init(_ source: any ByteStream, path: String) {
    self.source = source
    self.path = path
    context = ZSTD_createDCtx()
    // A hostile frame could ask for gigabytes of window.
    ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27)
    input = ChunkBuffers.shared.take(byteCount: Self.inputBytes)
    available.src = UnsafeRawPointer(input.baseAddress!)
  }

  deinit {
    ZSTD_freeDCtx(context)
    ChunkBuffers.shared.giveBack(input)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var out = ZSTD_outBuffer(dst: buffer.baseAddress!, size: buffer.count, pos: 0)
    while out.pos < out.size, !finished {
      if available.pos == available.size, !inputEnded {
        let got = try source.read(into: input)
        available.size = got
        available.pos = 0
        if got < input.count { inputEnded = true }
      }
      let before = (available.pos, out.pos)
      let status = ZSTD_decompressStream(context, &out, &available)
      if ZSTD_isError(status) != 0 {
        pending = InputError(
          path: path, reason: "damaged zstd data: \(String(cString: ZSTD_getErrorName(status)))")
        finished = true
      } else {
        frameOpen = status != 0
        if available.pos == available.size, inputEnded, before == (available.pos, out.pos) || !frameOpen {
          if frameOpen { pending = InputError(path: path, reason: "zstd data cut short") }
          finished = true
        }
      }
    }
    if out.pos == 0, let error = pending {
      pending = nil
      throw error
    }
    return out.pos
  }
}

/// Opens an input by its content: gzip, zstd, xz, bzip2 or plain; an event log, Parquet, UTF-16 or UTF-8. A path
/// may name a member of an archive.
public enum ByteStreams {
  public static func open(path: String) throws(InputError) -> any ByteStream {
    if let (archive, member) = Archives.member(path) {
      return try open(Archives.open(member, of: archive), path: path)
    }
    if let problem = Archives.archive(at: path)?.problem { throw InputError(path: path, reason: problem) }
    return try open(FileStream(path: path), path: path)
  }

  /// The text that bytes hold; the path is for messages.
  public static func open(_ bytes: any ByteStream, path: String) throws(InputError) -> any ByteStream {
    let stream = PeekedStream(try unpacked(bytes, path: path))
    let head = try stream.peek(512)
    if Archive.isZip(head) || Archive.isTar(head) {
      throw InputError(path: path, reason: archiveReason(path))
    }
    if ParquetStream.fits(head) {
      if stream.isPlain, !InputFiles.isReadOnce(path) { return try ParquetStream(file: path) }
      throw InputError(
        path: path,
        reason: "a Parquet file in an archive, packed or on standard input; unpack it, and name the file")
    }
    if EVTXStream.fits(head) { return EVTXStream(stream, path: path) }
    guard let order = UTF16Stream.order(of: head) else { return stream }
    return UTF16Stream(stream, order: order)
  }

  private static func archiveReason(_ path: String) -> String {
    path == "-"
      ? "an archive on standard input; name the file instead"
      : "an archive that holds no logs, or lies within another; unpack it first"
  }

  static func unpacked(file path: String) throws(InputError) -> any ByteStream {
    try unpacked(FileStream(path: path), path: path)
  }

  private static func unpacked(_ stream: any ByteStream, path: String) throws(InputError) -> any ByteStream {
    let peeked = PeekedStream(stream)
    let magic = try peeked.peek(16)
    if magic.starts(with: [0x1F, 0x8B]) { return GzipStream(peeked, path: path) }
    if magic.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || isSkippableZstd(magic) {
      return ZstdStream(peeked, path: path)
    }
    return PackedStream.fits(magic) ? try PackedStream(peeked, path: path) : peeked
  }

  /// Whether a head is that of packed data.
  static func isPacked(_ head: [UInt8]) -> Bool {
    head.starts(with: [0x1F, 0x8B]) || head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || isSkippableZstd(head)
      || PackedStream.fits(head)
  }

  /// The same, with a head that can be looked at before it is read.
  public static func openPeekable(path: String) throws(InputError) -> PeekedStream {
    PeekedStream(try open(path: path))
  }

  private static func isSkippableZstd(_ magic: [UInt8]) -> Bool {
    magic.count >= 4 && magic[0] & 0xF0 == 0x50 && magic[1...3] == [0x2A, 0x4D, 0x18]
  }
}

/// A stream whose first bytes were looked at.
public final class PeekedStream: ByteStream {
  private let source: any ByteStream
  private var held: [UInt8] = []
  private var filling = Filling()

  init(_ source: any ByteStream) { self.source = source }

  public var isPlain: Bool { source.isPlain }
  public var isUnordered: Bool { source.isUnordered }

  public func peek(_ count: Int) throws(InputError) -> [UInt8] {
    if held.count < count { held += try source.bytes(count - held.count) }
    return Array(held.prefix(count))
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { room throws(InputError) in
      guard !held.isEmpty else { return try source.read(into: room) }
      let count = min(held.count, room.count)
      room.copyBytes(from: held.prefix(count))
      held.removeFirst(count)
      return count
    }
  }

  public func skip(_ count: Int64) throws(InputError) -> Int64 {
    let known = Int(min(Int64(held.count), max(0, count)))
    held.removeFirst(known)
    return count > known ? Int64(known) + (try source.skip(count - Int64(known))) : Int64(known)
  }
}
