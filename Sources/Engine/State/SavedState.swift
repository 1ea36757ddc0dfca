import Foundation
import HarrierModels
import HarrierScoring
import HarrierStatistics

/// Models, calibration and open buckets between two hunts: one file, versioned, with a checksum, replaced
/// as a whole, so that a kill leaves the old one.
public struct SavedState: Sendable {
  static let magic: [UInt8] = Array("HARRIER\u{1}".utf8)
  /// Of the encoding: raised whenever a model's state changes.
  public static let version = 22
  public static let fileName = "state.harrier"

  let saved: [SavedDetector]
  let transforms: [SavedTransform]
  let readFiles: ReadFiles
  /// Event time of the newest event, in nanoseconds; nil before the first.
  let reached: Int64?
  /// See ``MemoryKeeper/reached``.
  let memoryReached: Int64
  /// Whom all jobs together have heard of.
  let arrivals: Arrivals
  /// On which they saw anything.
  let days: ActiveDays
  /// What all jobs together have told of late.
  let standings: Standings
  /// What a budget has seen and spent: the next hunt goes on spending.
  public var budgetHistory = BudgetHistory()
  /// Of the file that it was read from: which state a checkpoint goes on from; 0 where it was read from none.
  private(set) var checksum: UInt64 = 0

  public enum Failure: Error, CustomStringConvertible {
    case unreadable(String, String)
    case foreign(String)
    case otherVersion(String, Int)
    case damaged(String)

    public var description: String {
      switch self {
      case .unreadable(let path, let reason): "\(path): \(reason)"
      case .foreign(let path):
        "\(path): not a Harrier state file; name another folder with --state, or move the file away"
      case .otherVersion(let path, let version):
        "\(path): state version \(version), this Harrier reads \(SavedState.version); learn anew with an empty --state folder, or use the Harrier that wrote it"
      case .damaged(let what):
        "\(what): the saved state is damaged (checksum or length); restore it from a copy, or learn anew with an empty --state folder"
      }
    }
  }

  init(
    detectors: [SavedDetector], transforms: [SavedTransform], read: ReadFiles, reached: Int64?,
    memoryReached: Int64 = .min, arrivals: Arrivals = Arrivals(),
    days: ActiveDays = ActiveDays(),
    standings: Standings = Standings()
  ) {
    saved = detectors
    self.transforms = transforms
    readFiles = read
    self.reached = reached
    self.memoryReached = memoryReached
    self.arrivals = arrivals
    self.days = days
    self.standings = standings
  }

  /// By signature.
  func detectors() -> [String: SavedDetector] {
    Dictionary(saved.map { ($0.signature, $0) }, uniquingKeysWith: { first, _ in first })
  }

  // MARK: The file

  /// The state in a folder; nil where there is none yet.
  ///
  /// - Throws: ``Failure`` naming the file and what to do.
  public static func load(from directory: String) throws(Failure) -> SavedState? {
    let path = (directory as NSString).appendingPathComponent(fileName)
    return FileManager.default.fileExists(atPath: path) ? try read(path) : nil
  }

  /// The state in a file.
  ///
  /// - Throws: ``Failure`` naming the file and what to do.
  static func read(_ path: String) throws(Failure) -> SavedState {
    let (body, checksum) = try StateFile.read(path, magic: magic, version: version)
    do {
      var state = try decode(body)
      state.checksum = checksum
      return state
    } catch {
      throw .damaged(path)
    }
  }

  private static func decode(_ body: [UInt8]) throws(StateReader.Failure) -> SavedState {
    var reader = StateReader(body)
    let reached = try reader.readIntIfAny().map { Int64($0) }
    let memoryReached = Int64(try reader.readInt())
    let detectors = try reader.readList(SavedDetector.self, least: 4)
    let transforms = try reader.readList(SavedTransform.self, least: 2)
    var state = SavedState(
      detectors: detectors, transforms: transforms, read: try ReadFiles(from: &reader), reached: reached,
      memoryReached: memoryReached, arrivals: try Arrivals(from: &reader),
      days: try ActiveDays(from: &reader),
      standings: try Standings(from: &reader))
    state.budgetHistory = try BudgetHistory(from: &reader)
    return state
  }

  /// Writes beside the old file and takes its place.
  public func save(to directory: String) throws(Failure) {
    let path = (directory as NSString).appendingPathComponent(Self.fileName)
    var body = StateWriter()
    body.write(reached.map { Int($0) })
    body.write(Int(memoryReached))
    body.write(saved)
    body.write(transforms)
    body.write(readFiles)
    arrivals.encode(to: &body)
    days.encode(to: &body)
    standings.encode(to: &body)
    body.write(budgetHistory)
    try StateFile.write(body.bytes, magic: Self.magic, version: Self.version, to: path)
  }
}
