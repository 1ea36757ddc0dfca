import Foundation
import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// From what a user names (files, folders, globs, `-`) to files, in one order. Members of an archive are files of
/// their own, in the archive's order.
public enum InputFiles {
  /// Names that never are logs: results of ours, hidden files.
  private static let ownResults: Set<String> = [
    "records.ndjson", "buckets.ndjson", "influencers.ndjson", "overall_buckets.ndjson", "alerts.ndjson",
    "categories.ndjson", "annotations.ndjson", "model_sizes.ndjson",
    "summary.json", "labels.json",
    "report.html", "harrier.sqlite", "harrier.sqlite-wal", "harrier.sqlite-shm",
  ]

  /// What a user's names come to.
  public struct Choice: Sendable, Hashable {
    /// Each once, by the first of its names.
    public var files: [String] = []
    /// Other names of files that are among ``files``, and those names.
    public var repeated: [Repeated] = []
    /// Links in folders that lead to nothing.
    public var hanging: [String] = []

    public struct Repeated: Sendable, Hashable {
      public var name: String
      public var file: String
    }
  }

  /// What tells a file from all others, whatever it is called.
  private struct Identity: Hashable {
    var device: UInt
    var number: UInt

    init?(_ path: String) {
      var status = stat()
      guard path != "-", stat(path, &status) == 0 else { return nil }
      (device, number) = (UInt(status.st_dev), UInt(status.st_ino))
    }
  }

  /// - Throws: ``InputError`` for a name that is not there, or a pattern that fits nothing.
  public static func expand(_ arguments: [String]) throws(InputError) -> [String] {
    try choose(arguments).files
  }

  /// By path, the first folder (or archive, without its ending) below the argument that a file was found by, which may be an
  /// archive itself; a file directly in it has none.
  public static func folders(of files: [String], below arguments: [String]) -> [String: String] {
    let roots = arguments.flatMap { $0.hasSuffix("/") ? [$0] : [$0 + "/", $0 + "!"] }
    var folders: [String: String] = [:]
    for file in files {
      guard let root = roots.first(where: { file.hasPrefix($0) }) else { continue }
      let steps = file.dropFirst(root.count).split(separator: "/")
      guard let first = steps.first, steps.count > 1 || first.contains(Archive.separator) else { continue }
      let parts = first.split(separator: Archive.separator)
      folders[file] = parts.count > 1 ? String(parts[0].prefix { $0 != "." }) : String(first)
    }
    return folders
  }

  /// Each file once, however often and by whatever path, link or hard link it is named.
  ///
  /// - Throws: as ``expand(_:)`` does.
  public static func choose(_ arguments: [String]) throws(InputError) -> Choice {
    var choice = Choice()
    var paths: Set<String> = []
    var known: [Identity: String] = [:]
    for argument in arguments {
      for path in try self.paths(of: argument, &choice.hanging) {
        let identity = Identity(path)
        if let file = identity.flatMap({ known[$0] }) {
          choice.repeated.append(.init(name: path, file: file))
        } else if paths.insert(path).inserted {
          if let identity { known[identity] = path }
          choice.files += members(path)
        }
      }
    }
    return choice
  }

  /// What an archive holds, and the archive itself where it cannot be listed to its end, so that this is told.
  private static func members(_ path: String) -> [String] {
    guard path != "-", let archive = Archives.archive(at: path) else { return [path] }
    let members = archive.members.map(\.path)
    return archive.problem != nil || members.isEmpty ? members + [path] : members
  }

  /// Where the path would name an archive's member, the archive; decided by the path alone.
  public static func possibleArchive(of path: String) -> Substring? {
    path.firstIndex(of: Archive.separator).map { path[..<$0] }
  }

  /// The file that a path names, links resolved: `./x`, `x` and a link to it are one file, and so are their members.
  public static func canonical(_ path: String) -> String {
    guard let (archive, member) = Archives.member(path) else {
      return URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    }
    return URL(fileURLWithPath: archive.path).resolvingSymlinksInPath().path
      + member.path.dropFirst(archive.path.count)
  }

  /// Whether what a path names can be read but once, from its beginning: standard input, a pipe (`<(…)`), a device.
  public static func isReadOnce(_ path: String) -> Bool {
    if path == "-" { return true }
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT)
  }

  /// Bytes on disk, of an archive's member unpacked; 0 for standard input, and for what is not there.
  public static func size(of path: String) -> Int64 {
    if let (_, member) = Archives.member(path) { return member.size ?? 0 }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.size] as? Int64) ?? 0
  }

  /// When a file was last changed; nil for standard input, and for what is not there.
  public static func modified(_ path: String) -> EventTime? {
    guard path != "-", let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let date = attributes[.modificationDate] as? Date
    else { return nil }
    return EventTime(seconds: Int64(date.timeIntervalSince1970))
  }

  private static func paths(of argument: String, _ hanging: inout [String]) throws(InputError) -> [String] {
    if argument == "-" { return ["-"] }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder) {
      return isFolder.boolValue ? walk(argument, &hanging) : [argument]
    }
    let matches = expandGlob(argument)
    if matches.isEmpty {
      let hasPattern = argument.contains { "*?[".contains($0) }
      throw InputError(
        path: argument, reason: hasPattern ? "no file fits this pattern" : "no such file or folder")
    }
    var files: [String] = []
    for match in matches {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: match, isDirectory: &isFolder)
      files += isFolder.boolValue ? walk(match, &hanging) : [match]
    }
    return files
  }

  private static func expandGlob(_ pattern: String) -> [String] {
    var found = glob_t()
    defer { globfree(&found) }
    guard glob(pattern, GLOB_TILDE | GLOB_BRACE, nil, &found) == 0 else { return [] }
    return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
  }

  /// The files below a folder, links followed; a folder that links lead to twice is read once.
  private static func walk(_ folder: String, _ hanging: inout [String]) -> [String] {
    var files: [String] = []
    var seen: Set<String> = []
    walk(folder, into: &files, seen: &seen, &hanging)
    return files.sorted()
  }

  private static func walk(
    _ folder: String, into files: inout [String], seen: inout Set<String>, _ hanging: inout [String]
  ) {
    guard let real = realPath(folder), seen.insert(real).inserted,
      let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    else { return }
    for name in names.sorted() where !isPassedOver(name) {
      let path = (folder as NSString).appendingPathComponent(name)
      var status = stat()
      guard stat(path, &status) == 0 else {
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK { hanging.append(path) }
        continue
      }
      // A pipe or a device is no log.
      switch status.st_mode & S_IFMT {
      case S_IFDIR: walk(path, into: &files, seen: &seen, &hanging)
      case S_IFREG: files.append(path)
      default: continue
      }
    }
  }

  static func isPassedOver(_ name: String) -> Bool {
    name.hasPrefix(".") || name.hasPrefix("README") || ownResults.contains(name)
  }

  private static func realPath(_ path: String) -> String? {
    guard let made = realpath(path, nil) else { return nil }
    defer { free(made) }
    return String(cString: made)
  }
}
