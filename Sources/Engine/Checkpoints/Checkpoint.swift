import Foundation
import HarrierModels
import HarrierStatistics

/// A hunt that is not over, put aside: what it has learnt, found and counted, and how far it is with each file.
///
/// It belongs to the saved state that the hunt began with, which stays as it was until the hunt is over.
public struct Checkpoint: Sendable {
  static let magic: [UInt8] = Array("HARRIER\u{2}".utf8)
  /// Of the encoding; models have theirs.
  static let version = SavedState.version << 8 | 7
  public static let fileName = "checkpoint.harrier"

  /// Checksum of the saved state that the hunt began with; 0 for none.
  var base: UInt64
  /// What of the hunt's options decides on its results: see ``Hunt/identity``.
  var identity: UInt64
  /// Wall time of all processes so far.
  public internal(set) var seconds: Double
  var tally: HuntTally
  var files: [FileProgress]
  /// By job and transform, the first open bucket.
  var openFrom: [Int64]
  /// By transform, see ``TransformStage/closedUpTo``.
  var closedUpTo: [Int64]
  /// See ``MemoryKeeper/reached``.
  var memoryReached: Int64
  var arrivals: Arrivals
  var days: ActiveDays
  /// Of the jobs' detectors, one after the other.
  var detectors: [SavedDetector]
  var found: [FoundSoFar]
  var transforms: [SavedTransform]

  /// Events read so far.
  public var events: Int { tally.events }

  // MARK: The file

  /// The checkpoint in a folder; nil where there is none.
  ///
  /// - Throws: ``SavedState/Failure`` naming the file and what is wrong.
  public static func load(from directory: String) throws(SavedState.Failure) -> Checkpoint? {
    let path = "\(directory)/\(fileName)"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    var reader = StateReader(try StateFile.read(path, magic: magic, version: version).body)
    do { return try Checkpoint(from: &reader) } catch { throw .damaged(path) }
  }

  /// Takes the place of the one before; where that fails, the one before stands.
  public func save(to directory: String) throws(SavedState.Failure) {
    var writer = StateWriter()
    encode(to: &writer)
    try StateFile.write(
      writer.bytes, magic: Self.magic, version: Self.version, to: "\(directory)/\(Self.fileName)")
  }

  /// Lets go of a folder's checkpoint.
  public static func remove(from directory: String) {
    unlink("\(directory)/\(fileName)")
    unlink("\(directory)/\(fileName).partial")
  }
}

extension Checkpoint: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(base)
    writer.write(identity)
    writer.write(seconds)
    tally.encode(to: &writer)
    writer.write(files)
    for buckets in [openFrom, closedUpTo] {
      writer.write(buckets.count)
      for bucket in buckets { writer.write(Int(bucket)) }
    }
    writer.write(Int(memoryReached))
    arrivals.encode(to: &writer)
    days.encode(to: &writer)
    writer.write(detectors)
    writer.write(found)
    writer.write(transforms)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    func buckets() throws(StateReader.Failure) -> [Int64] {
      var buckets: [Int64] = []
      for _ in 0..<(try reader.readCount()) { buckets.append(Int64(try reader.readInt())) }
      return buckets
    }
    base = try reader.readUInt64()
    identity = try reader.readUInt64()
    seconds = try reader.readDouble()
    tally = try HuntTally(from: &reader)
    files = try reader.readList(FileProgress.self, least: 5)
    openFrom = try buckets()
    closedUpTo = try buckets()
    memoryReached = Int64(try reader.readInt())
    arrivals = try Arrivals(from: &reader)
    days = try ActiveDays(from: &reader)
    detectors = try reader.readList(SavedDetector.self, least: 4)
    found = try reader.readList(FoundSoFar.self, least: 4)
    transforms = try reader.readList(SavedTransform.self, least: 2)
  }
}
