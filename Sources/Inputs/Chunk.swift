import HarrierFormats

/// A run of whole records of one file, with its own memory.
public final class Chunk: @unchecked Sendable {
  public let bytes: ChunkBytes
  /// Where it begins in the file.
  public let place: ChunkPlace
  /// Of the chunk's first byte in the file's (uncompressed) bytes.
  public var offset: Int64 { place.offset }
  /// Lines of the file before the chunk.
  public var line: Int { place.line }
  /// Whether it is but the beginning of a record that was longer than memory allows, and no record.
  public let isOverlong: Bool
  private let buffer: UnsafeMutableRawBufferPointer

  init(
    buffer: UnsafeMutableRawBufferPointer, bytes: ChunkBytes, place: ChunkPlace, isOverlong: Bool = false
  ) {
    self.buffer = buffer
    self.bytes = bytes
    self.place = place
    self.isOverlong = isOverlong
  }

  /// A chunk of records that come from no file.
  public convenience init(copying text: [UInt8], offset: Int64) {
    self.init(copying: text, place: ChunkPlace(offset: offset, line: 0))
  }

  convenience init(copying text: [UInt8], place: ChunkPlace, isOverlong: Bool = false) {
    let buffer = text.withUnsafeBytes { ChunkBuffers.shared.copy(of: $0) }
    let bytes = ChunkBytes(
      bytes: UnsafePointer(buffer.baseAddress!.assumingMemoryBound(to: UInt8.self)), count: text.count)
    self.init(buffer: buffer, bytes: bytes, place: place, isOverlong: isOverlong)
  }

  deinit { ChunkBuffers.shared.giveBack(buffer) }
}
