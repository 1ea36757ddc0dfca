import Foundation
import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// The folder of `--state`: the state that the next hunt goes on from, and earlier ones beside it.
///
/// `state.harrier` is the current one. `snapshots/` has earlier ones by the event time they reach
/// (`2026-01-19T12-00-00Z.harrier`), or by the name that they were given; those that were kept for good, as all with a name
/// are, end in `.kept.harrier`, and are not among the last few that stay. `checkpoint.harrier` is there while a hunt runs, and after one that was broken off. One process
/// uses the folder at a time (``lock()``).
///
/// - Cost: a snapshot is the old file under another name; nothing is copied.
public struct StateFolder: Sendable {
  public let path: String
  /// Snapshots that stay, unless told.
  public static let usualSnapshots = 3
  public static let mostSnapshots = 1000
  public static let mostNameLength = 100
  private static let suffix = ".harrier"
  private static let keptSuffix = ".kept.harrier"

  public init(_ path: String) { self.path = path }

  /// A state of the folder.
  public struct Entry: Sendable, Hashable {
    /// `current`, or its file's name without the ending.
    public var name: String
    public var file: String
    public var bytes: Int
    public var isKept: Bool
    public var isCurrent: Bool
  }

  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    case noState(String)
    case unknown(String, known: [String])
    case ambiguous(String, among: [String])
    case failed(String, reason: String)
    case inUse(String)
    case refusedName(String)
    case taken(String)

    public var description: String {
      switch self {
      case .noState(let path): "\(path): no saved state; “harrier hunt … --state \(path)” makes one"
      case .unknown(let name, let known):
        "no snapshot is called “\(name)”"
          + (known.isEmpty ? "; there are none" : "; there are \(known.joined(separator: ", "))")
      case .ambiguous(let name, let among): "“\(name)” begins \(among.joined(separator: ", "))"
      case .failed(let path, let reason): "\(path): \(reason)"
      case .inUse(let path):
        "\(path): another hunt uses this state now; wait for its end, or name another folder with --state"
      case .refusedName(let name):
        "found the name “\(name)”, allowed: 1 to \(StateFolder.mostNameLength) letters, digits, “-”, “_” and “.”, no “.” first"
      case .taken(let name): "a state is called “\(name)” already"
      }
    }
  }

  private var current: String { "\(path)/\(SavedState.fileName)" }
  private var snapshotFolder: String { "\(path)/snapshots" }

  // MARK: Reading

  /// The current state and the snapshots, the newest written first.
  public func entries() -> [Entry] {
    var entries: [(entry: Entry, written: Date)] = []
    for name in (try? FileManager.default.contentsOfDirectory(atPath: snapshotFolder)) ?? []
    where name.hasSuffix(Self.suffix) && !name.hasPrefix(".") {
      let isKept = name.hasSuffix(Self.keptSuffix)
      let ending = isKept ? Self.keptSuffix : Self.suffix
      let file = "\(snapshotFolder)/\(name)"
      let (bytes, written) = Self.attributes(file)
      entries.append(
        (
          Entry(
            name: String(name.dropLast(ending.count)), file: file, bytes: bytes, isKept: isKept,
            isCurrent: false), written
        ))
    }
    entries.sort { ($1.written, $1.entry.name) < ($0.written, $0.entry.name) }
    var found = entries.map(\.entry)
    if FileManager.default.fileExists(atPath: current) {
      found.insert(
        Entry(
          name: "current", file: current, bytes: Self.attributes(current).bytes, isKept: false,
          isCurrent: true), at: 0)
    }
    return found
  }

  private static func attributes(_ file: String) -> (bytes: Int, written: Date) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    return ((attributes?[.size] as? Int) ?? 0, (attributes?[.modificationDate] as? Date) ?? .distantPast)
  }

  /// The state of that name, or of the only one that begins so.
  public func entry(_ name: String) throws(Failure) -> Entry {
    let all = entries()
    if let exact = all.first(where: { $0.name == name }) { return exact }
    let fitting = name.isEmpty ? [] : all.filter { $0.name.hasPrefix(name) }
    guard fitting.count < 2 else { throw .ambiguous(name, among: fitting.map(\.name)) }
    guard let only = fitting.first else { throw .unknown(name, known: all.map(\.name)) }
    return only
  }

  // MARK: Writing

  /// Makes a state the current one; the one before becomes a snapshot, of which the last `snapshots` stay.
  ///
  /// A kill leaves the old state or the new one, and at worst a snapshot that is the current state, too.
  public func save(_ state: SavedState, snapshots: Int = Self.usualSnapshots) throws {
    if snapshots > 0 { try putAside() }
    try state.save(to: path)
    // What was broken off is done, or belongs to the state before this one.
    Checkpoint.remove(from: path)
    try prune(to: snapshots)
  }

  /// Protects a snapshot from the limit, or lets go of that.
  public func keep(_ name: String, _ isKept: Bool = true) throws(Failure) -> Entry {
    let entry = try entry(name)
    guard !entry.isCurrent else {
      throw .failed(entry.file, reason: "is the current state; it becomes a snapshot with the next hunt")
    }
    guard entry.isKept != isKept else { return entry }
    let file = "\(snapshotFolder)/\(entry.name)\(isKept ? Self.keptSuffix : Self.suffix)"
    try Self.rename(entry.file, file)
    return try self.entry(entry.name)
  }

  /// Gives a snapshot a name of its own, under which it is kept.
  ///
  /// - Parameter newName: letters, digits, `-`, `_` and `.`, at most ``mostNameLength``; not `current`, nor another's.
  public func name(_ name: String, _ newName: String) throws(Failure) -> Entry {
    let entry = try entry(name)
    guard !entry.isCurrent else {
      throw .failed(entry.file, reason: "is the current state; it becomes a snapshot with the next hunt")
    }
    let isPlain = newName.utf8.allSatisfy { byte in
      byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26 || [0x2D, 0x2E, 0x5F].contains(byte)
    }
    guard isPlain, (1...Self.mostNameLength).contains(newName.utf8.count), newName.first != "." else {
      throw .refusedName(newName)
    }
    guard newName != "current", !entries().contains(where: { $0.name == newName && $0 != entry }) else {
      throw .taken(newName)
    }
    try Self.rename(entry.file, "\(snapshotFolder)/\(newName)\(Self.keptSuffix)")
    return try self.entry(newName)
  }

  /// Makes a snapshot the current state; what was current becomes a snapshot, whatever the limit, until the next hunt.
  ///
  /// - Throws: also for a snapshot that cannot be read, which changes nothing.
  public func revert(to name: String) throws {
    let entry = try entry(name)
    guard !entry.isCurrent else { return }
    let state = try SavedState.read(entry.file)
    try putAside()
    try state.save(to: path)
    Checkpoint.remove(from: path)
  }

  /// Puts the current state among the snapshots, under the event time that it reaches.
  private func putAside() throws(Failure) {
    guard FileManager.default.fileExists(atPath: current) else { return }
    // A state that cannot be read is not worth a snapshot; the hunt that meets it says so.
    guard let state = try? SavedState.read(current) else { return }
    do {
      try FileManager.default.createDirectory(atPath: snapshotFolder, withIntermediateDirectories: true)
    } catch {
      throw .failed(snapshotFolder, reason: error.localizedDescription)
    }
    let base = Self.name(of: state)
    for number in 1...Self.mostSnapshots {
      let name = number == 1 ? base : "\(base)-\(number)"
      let files = [Self.suffix, Self.keptSuffix].map { "\(snapshotFolder)/\(name)\($0)" }
      if let taken = files.first(where: { FileManager.default.fileExists(atPath: $0) }) {
        if FileManager.default.contentsEqual(atPath: taken, andPath: current) { return }
        continue
      }
      guard link(current, files[0]) == 0 else {
        throw .failed(files[0], reason: String(cString: strerror(errno)))
      }
      return
    }
  }

  /// `2026-01-19T12-00-00Z`: no colons, which some systems refuse in names.
  private static func name(of state: SavedState) -> String {
    guard let reached = state.reached else { return "empty" }
    return EventTime(nanoseconds: reached).iso8601.prefix(19).replacing(":", with: "-") + "Z"
  }

  private func prune(to most: Int) throws(Failure) {
    for entry in entries().filter({ !$0.isCurrent && !$0.isKept }).dropFirst(most) {
      guard unlink(entry.file) == 0 else {
        throw .failed(entry.file, reason: String(cString: strerror(errno)))
      }
    }
  }

  private static func rename(_ from: String, _ to: String) throws(Failure) {
    guard Glibc.rename(from, to) == 0 else { throw .failed(to, reason: String(cString: strerror(errno))) }
  }
}
