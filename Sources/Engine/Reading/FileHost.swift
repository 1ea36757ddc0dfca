import HarrierEvents

/// Whose log a file is, for events that do not say it: the name of the folder that it was collected into.
final class FileHost: Sendable {
  /// Lives as long as this object.
  let value: FieldValue

  init(_ name: String) {
    let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: name.utf8.count)
    _ = bytes.initialize(from: name.utf8)
    value = FieldValue(bytes: bytes.baseAddress, length: UInt32(bytes.count), kind: .string)
  }

  deinit { value.bytes?.deallocate() }

  /// Fills the slot of those rows that have nothing in it.
  func fill(_ slot: Int, of batch: RowBatch) {
    for row in 0..<batch.count where !batch.row(row)[slot].isPresent { batch.row(row)[slot] = value }
  }
}
