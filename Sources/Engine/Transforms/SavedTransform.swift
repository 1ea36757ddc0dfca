import HarrierStatistics

/// What saved state keeps of one transform.
struct SavedTransform: StateCodable, Sendable {
  /// See ``Transform/signature``; its first line is the transform's id.
  var signature: String
  /// Open buckets, and what lives on.
  var bytes: [UInt8]

  init(signature: String, bytes: [UInt8]) {
    self.signature = signature
    self.bytes = bytes
  }

  var id: String { String(signature.prefix { $0 != "\n" }) }

  func encode(to writer: inout StateWriter) {
    writer.write(signature)
    bytes.withUnsafeBufferPointer { writer.write($0) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    signature = try reader.readString()
    bytes = try reader.readBytes()
  }
}
