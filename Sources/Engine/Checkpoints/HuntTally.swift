import HarrierStatistics

/// What a hunt has counted so far, for its checkpoint.
struct HuntTally: StateCodable, Sendable {
  var events = 0
  var outside = 0
  var bytes: Int64 = 0
  var first = Int64.max
  var last = Int64.min
  var late = 0
  /// By job and transform.
  var matched: [Int] = []
  /// Fields that no event had.
  var unseen: [String] = []
  var rejected: [HuntOutcome.Rejected] = []
  /// By mapping, sentences and how often each held.
  var conflicts: [String: [String: Int]] = [:]
  /// Rows made, by transform.
  var rows: [Int] = []
  /// What came too late, by job.
  var delays: [DelayTally] = []

  init() {}

  func encode(to writer: inout StateWriter) {
    for number in [events, outside, Int(bytes), Int(first), Int(last), late] { writer.write(number) }
    for numbers in [matched, rows] {
      writer.write(numbers.count)
      for number in numbers { writer.write(number) }
    }
    write(unseen, to: &writer)
    writer.write(rejected.count)
    for one in rejected {
      writer.write(one.reason)
      writer.write(one.count)
      write(one.samples, to: &writer)
    }
    writer.write(conflicts.count)
    for (mapping, counts) in conflicts.sorted(by: { $0.key < $1.key }) {
      writer.write(mapping)
      writer.write(counts.count)
      for (sentence, count) in counts.sorted(by: { $0.key < $1.key }) {
        writer.write(sentence)
        writer.write(count)
      }
    }
    writer.write(delays)
  }

  private func write(_ texts: [String], to writer: inout StateWriter) {
    writer.write(texts.count)
    for text in texts { writer.write(text) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    func texts() throws(StateReader.Failure) -> [String] {
      var texts: [String] = []
      for _ in 0..<(try reader.readCount()) { texts.append(try reader.readString()) }
      return texts
    }
    func numbers() throws(StateReader.Failure) -> [Int] {
      var numbers: [Int] = []
      for _ in 0..<(try reader.readCount()) { numbers.append(try reader.readInt()) }
      return numbers
    }
    events = try reader.readInt()
    outside = try reader.readInt()
    bytes = Int64(try reader.readInt())
    first = Int64(try reader.readInt())
    last = Int64(try reader.readInt())
    late = try reader.readInt()
    matched = try numbers()
    rows = try numbers()
    unseen = try texts()
    for _ in 0..<(try reader.readCount(least: 3)) {
      rejected.append(
        .init(reason: try reader.readString(), count: try reader.readInt(), samples: try texts()))
    }
    for _ in 0..<(try reader.readCount(least: 2)) {
      let mapping = try reader.readString()
      for _ in 0..<(try reader.readCount(least: 2)) {
        let sentence = try reader.readString()
        conflicts[mapping, default: [:]][sentence] = try reader.readInt()
      }
    }
    delays = try reader.readList(DelayTally.self, least: 2)
  }
}
