import CSimdjson

/// Tells which paths a JSON record holds. Not shared between threads.
final class FieldPaths {
  private static let depth: Int32 = 8
  private let handle = hj_paths_new()

  deinit { hj_paths_free(handle) }

  /// The dotted paths of values that are not null, objects included; nil where it is no whole JSON object.
  func paths(of record: UnsafeBufferPointer<UInt8>) -> Set<String>? {
    var found: Set<String> = []
    let isWhole = withUnsafeMutablePointer(to: &found) { found in
      hj_paths_read(
        handle, record.baseAddress, record.count, Self.depth,
        { context, path, length in
          let bytes = UnsafeRawBufferPointer(start: path, count: length)
          context!.assumingMemoryBound(to: Set<String>.self).pointee
            .insert(String(decoding: bytes, as: UTF8.self))
        }, found)
    }
    return isWhole ? found : nil
  }
}
