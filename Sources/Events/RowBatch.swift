/// A batch of rows with one slot per wanted field. Filled by a format, read by the pass; reused from
/// chunk to chunk, so nothing is allocated per event.
public final class RowBatch {
  public let slotCount: Int
  public let capacity: Int
  /// Row-major: row `r`, slot `s` at `r * slotCount + s`.
  public let values: UnsafeMutablePointer<FieldValue>
  /// Rows filled.
  public var count = 0
  /// Event time of each row, in nanoseconds.
  public let times: UnsafeMutablePointer<Int64>
  /// Where each row's record starts, from the start of the chunk.
  public let offsets: UnsafeMutablePointer<Int>
  public let lengths: UnsafeMutablePointer<Int32>
  /// Which of a record's events a row is, from 1 on; 0 where the record is one event.
  public let parts: UnsafeMutablePointer<UInt32>

  public init(slotCount: Int, capacity: Int = 512) {
    self.slotCount = slotCount
    self.capacity = capacity
    values = .allocate(capacity: max(1, slotCount * capacity))
    values.initialize(repeating: .absent, count: max(1, slotCount * capacity))
    times = .allocate(capacity: capacity)
    times.initialize(repeating: 0, count: capacity)
    offsets = .allocate(capacity: capacity)
    offsets.initialize(repeating: 0, count: capacity)
    lengths = .allocate(capacity: capacity)
    lengths.initialize(repeating: 0, count: capacity)
    parts = .allocate(capacity: capacity)
    parts.initialize(repeating: 0, count: capacity)
  }

  deinit {
    values.deallocate()
    times.deallocate()
    offsets.deallocate()
    lengths.deallocate()
    parts.deallocate()
  }

  /// Makes every slot absent and forgets the rows.
  public func clear() {
    values.update(repeating: .absent, count: slotCount * capacity)
    parts.update(repeating: 0, count: count)
    count = 0
  }

  @inlinable public func row(_ index: Int) -> UnsafeMutablePointer<FieldValue> {
    values + index * slotCount
  }
}
