/// A key's last buckets for a finding's little picture, the oldest overwritten.
struct RecentBuckets {
  static var length: Int { 32 }
  private var values: [TimelineValue] = []
  /// Where the oldest lies once there are ``length`` of them.
  private var oldest = 0

  var count: Int { values.count }

  mutating func append(_ value: TimelineValue) {
    if values.count < Self.length {
      values.append(value)
    } else {
      values[oldest] = value
      oldest = (oldest + 1) % Self.length
    }
  }

  /// In the order of time.
  var inOrder: [TimelineValue] { Array(values[oldest...] + values[..<oldest]) }
}
