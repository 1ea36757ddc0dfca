import HarrierStatistics

/// When keys were last seen, for `model_prune_window`.
struct IdleKeys: StateCodable {
  private var last: [KeyName: Int64] = [:]
  private var checkedDay = Int64.min

  init() {}

  mutating func see(_ names: [KeyName], bucket: Int64) {
    for name in names { last[name] = bucket }
  }

  /// Keys that were not seen for so long, each told once; looked for once a day of event time.
  mutating func take(bucket: Int64, bucketSeconds: Int64, window: Int64) -> Set<KeyName> {
    let day = bucket * bucketSeconds / 86_400
    guard day > checkedDay else { return [] }
    checkedDay = day
    let gone = Set(last.filter { (bucket - $0.value) * bucketSeconds > window }.keys)
    for name in gone { last[name] = nil }
    return gone
  }

  func encode(to writer: inout StateWriter) {
    writer.write(checkedDay == .min ? -1 : Int(checkedDay))
    writer.write(last.count)
    for name in last.keys.sorted() {
      name.encode(to: &writer)
      writer.write(Int(last[name]!))
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    let day = Int64(try reader.readInt())
    checkedDay = day < 0 ? .min : day
    for _ in 0..<(try reader.readCount(least: 4)) {
      let name = try KeyName(from: &reader)
      last[name] = Int64(try reader.readInt())
    }
  }
}
