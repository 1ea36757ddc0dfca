import HarrierStatistics

/// What a partition showed on one occasion only: how many such finds, and in how many looks.
///
/// A scanner that tries thirty pages at once brings thirty finds in one look: as news it is one event, as something to pick
/// the strangest from it is thirty.
struct Singles: Sendable, StateCodable {
  /// Weights of the finds.
  private(set) var finds = 0.0
  /// The same, those of one look sharing its weight.
  private(set) var looks = 0.0

  init() {}

  /// - Parameters:
  ///   - weight: of its look.
  ///   - share: its part of the look's finds; 0 for what is no find of its own.
  mutating func add(_ weight: Double, share: Float) {
    guard share > 0 else { return }
    finds += weight
    looks += weight * Double(share)
  }

  mutating func remove(_ weight: Double, share: Float) {
    guard share > 0 else { return }
    finds = max(0, finds - weight)
    looks = max(0, looks - weight * Double(share))
  }

  mutating func scale(by factor: Double) {
    finds *= factor
    looks *= factor
  }

  /// Finds of a look that brings any, in the mean.
  var perLook: Double { looks > 0 ? max(1, finds / looks) : 1 }

  func encode(to writer: inout StateWriter) {
    writer.write(finds)
    writer.write(looks)
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    finds = try reader.readDouble()
    looks = try reader.readDouble()
  }
}
