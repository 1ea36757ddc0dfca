import HarrierStatistics

/// How often a key is busy at an hour of a working day or of a day of rest, as a share of buckets.
///
/// An hour's share is drawn to that of all hours with the weight of the looks among which that has one busy bucket: an hour
/// without any is idle only once many have passed. (``WeekShape``, whose cells are values and not chances, believes an
/// hour that it saw a hundred times, and would have what comes once in fifty buckets come never at most hours.)
///
/// - State: 384 bytes.
/// - Time: UTC; Saturday and Sunday are days of rest.
struct BusyHours: StateCodable {
  private static let cells = 48
  /// A cell forgets by this factor at each of its own looks: it remembers about 200.
  private static let kept: Float = 0.995
  /// Looks of all hours in an hour's, at least and at most.
  private static let strengths = 2.0...100.0

  private var busy = [Float](repeating: 0, count: cells)
  private var looks = [Float](repeating: 0, count: cells)

  /// In the heap.
  static let byteCount = 2 * TableBytes.block(cells * 4)

  init() {}

  mutating func learn(_ isBusy: Bool, at seconds: Int64) {
    let cell = HourOfWeek(seconds).ofKind
    busy[cell] = Self.kept * busy[cell] + (isBusy ? 1 : 0)
    looks[cell] = Self.kept * looks[cell] + 1
  }

  /// The share of busy buckets at that time, where it is `usual` of all.
  func share(at seconds: Int64, usual: Double) -> Double {
    let cell = HourOfWeek(seconds).ofKind
    let strength = min(max(1 / usual, Self.strengths.lowerBound), Self.strengths.upperBound)
    return (Double(busy[cell]) + strength * usual) / (Double(looks[cell]) + strength)
  }

  func encode(to writer: inout StateWriter) {
    for cell in busy.indices {
      writer.write(busy[cell])
      writer.write(looks[cell])
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    for cell in busy.indices {
      busy[cell] = try reader.readFloat()
      looks[cell] = try reader.readFloat()
    }
  }
}
