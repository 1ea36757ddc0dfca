import HarrierStatistics

/// How old partitions were when they first showed a value, in steps of four times: what nobody as old as this
/// one ever began, it begins.
///
/// - State: 16 bytes a value.
struct AdoptionAges: StateCodable {
  private static let steps = 8
  private var counts = SIMD8<UInt16>()

  init() {}

  private static func step(_ age: Int) -> Int {
    min(steps - 1, (Int.bitWidth - max(0, age).leadingZeroBitCount) / 2)
  }

  mutating func add(_ age: Int) {
    let step = Self.step(age)
    if counts[step] < .max { counts[step] += 1 }
  }

  /// Partitions that were about as old or older.
  func count(from age: Int) -> Int {
    (Self.step(age)..<Self.steps).reduce(0) { $0 + Int(counts[$1]) }
  }

  func encode(to writer: inout StateWriter) {
    for step in 0..<Self.steps { writer.write(Int(counts[step])) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    for step in 0..<Self.steps { counts[step] = UInt16(clamping: try reader.readInt()) }
  }
}
