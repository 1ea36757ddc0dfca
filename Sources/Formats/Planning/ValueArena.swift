/// Room for a chunk's values that had to be rewritten (escapes, doubled quotes): as large as the chunk, for
/// rewriting never makes longer.
final class ValueArena {
  /// Readable bytes behind the last value, for a JSON object among them.
  static let padding = ChunkBytes.padding
  private(set) var bytes: UnsafeMutablePointer<UInt8> = .allocate(capacity: 1)
  private(set) var capacity = 1
  var used = 0

  deinit { bytes.deallocate() }

  /// Forgets all values and holds as many bytes as asked.
  func reset(capacity wanted: Int) {
    used = 0
    guard capacity < wanted else { return }
    bytes.deallocate()
    bytes = .allocate(capacity: wanted + Self.padding)
    (bytes + wanted).initialize(repeating: 0, count: Self.padding)
    capacity = wanted
  }
}
