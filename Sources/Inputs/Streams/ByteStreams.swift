/// Opens an input by its content: gzip, zstd, xz, bzip2 or plain; an event log, Parquet, UTF-16 or UTF-8, and within
/// these a table of raw events or events as XML. A path
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
    let text = UTF16Stream.order(of: head).map { PeekedStream(UTF16Stream(stream, order: $0)) } ?? stream
    let events = try RawEventStream.fitting(text).map(PeekedStream.init) ?? text
    return EventXMLStream.fits(try events.peek(EventXMLStream.headBytes)) ? EventXMLStream(events) : events
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
