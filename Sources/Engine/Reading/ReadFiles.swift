import Foundation
import HarrierInputs
import HarrierStatistics

/// Which files earlier hunts with a state have read, how far, and for which jobs: a job that comes later reads what
/// others have read before it. A file that has got another name since is known by how it begins and ends.
///
/// - State: a path, a print and some bytes a file and job.
struct ReadFiles: StateCodable, Sendable {
  private struct Known {
    var print: FilePrint?
    /// Bytes on disk when it was read, by job's mark; of what was no log then, their complement.
    var sizes: [String: Int64] = [:]
  }

  private var files: [String: Known] = [:]
  /// By how they begin.
  private var alike: [UInt64: Set<String>] = [:]

  init() {}

  /// Files.
  var count: Int { files.count }

  private static func name(_ path: String) -> String { InputFiles.canonical(path) }

  /// What an earlier hunt read of a file.
  struct Share {
    /// The name it had then, where that is another.
    var earlierName: String?
    fileprivate var sizes: [String: Int64] = [:]
    fileprivate var size: Int64 = 0

    /// How many of the file's bytes each of these jobs has read; 0 for a file that has shrunk, which is another file.
    func bytes(for jobs: [String]) -> [Int64] {
      jobs.map { job in sizes[job].flatMap { $0 <= size ? $0 : nil }.map { max(0, $0) } ?? 0 }
    }

    /// Whether all of these jobs have read all of it, or seen that it is no log.
    func isAll(of jobs: [String]) -> Bool {
      !sizes.isEmpty && jobs.allSatisfy { sizes[$0] == size || sizes[$0] == ~size }
    }
  }

  func share(of path: String) -> Share {
    guard !files.isEmpty, !InputFiles.isReadOnce(path) else { return Share() }
    let name = Self.name(path)
    let size = InputFiles.size(of: path)
    if let known = files[name], Self.isStill(known, path) { return Share(sizes: known.sizes, size: size) }
    if let other = earlierName(of: path) {
      return Share(earlierName: other, sizes: files[other]!.sizes, size: size)
    }
    guard let (other, length) = nameBeforePacking(path) else { return Share() }
    // Half of what was packed cannot be passed over: who has not read all of it reads it again.
    let whole = files[other]!.sizes.filter { $0.value == length }
    return Share(earlierName: other, sizes: whole.mapValues { _ in size }, size: size)
  }

  /// The file that was packed into this one, and its bytes.
  private func nameBeforePacking(_ path: String) -> (name: String, length: Int64)? {
    guard let print = FilePrint(unpacking: path, where: { alike[$0]?.isEmpty == false }) else { return nil }
    let name = alike[print.head]?.sorted().first { files[$0]?.print == print }
    return name.map { ($0, print.length) }
  }

  /// Whether a file that has the name of another is that other. An archive that was made anew is: its members tell.
  private static func isStill(_ known: Known, _ path: String) -> Bool {
    guard let print = known.print, InputFiles.possibleArchive(of: path) == nil else { return true }
    return print.isBeginning(of: path)
  }

  /// The longest file that this one is, or has grown from. A short one that this begins with may be a mere heading.
  private func earlierName(of path: String) -> String? {
    guard let print = FilePrint(path), let candidates = alike[print.head] else { return nil }
    let fitting = candidates.sorted().filter { name in
      guard let known = files[name]?.print else { return false }
      if known.length == print.length { return known == print }
      return known.length >= FilePrint.leastToGrow && known.length < print.length
        && FilePrint(path, length: known.length) == known
    }
    return fitting.max { files[$0]!.print!.length < files[$1]!.print!.length }
  }

  /// Notes that these jobs have read so many of the files' bytes on disk; what was refused is looked at anew when it grows.
  mutating func note(_ read: [(path: String, size: Int64)], refused: [String] = [], for jobs: [String]) {
    // All are looked at first: a file may have the name that another had.
    let all = read + refused.map { ($0, ~InputFiles.size(of: $0)) }
    let made = all.filter { !InputFiles.isReadOnce($0.path) }.map { path, size in
      // What other jobs have read of it stays, where it is still the same file.
      let print = FilePrint(path, length: size < 0 ? ~size : size)
      var known = Known(print: print, sizes: share(of: path).sizes)
      for job in jobs { known.sizes[job] = size }
      return (name: Self.name(path), known: known)
    }
    for (name, known) in made { put(known, as: name) }
  }

  private mutating func put(_ known: Known, as name: String) {
    if let head = files[name]?.print?.head { alike[head]?.remove(name) }
    if let head = known.print?.head { alike[head, default: []].insert(name) }
    files[name] = known
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    let jobs = Set(files.values.flatMap(\.sizes.keys)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: jobs.enumerated().map { ($1, $0) })
    writer.write(jobs.count)
    for job in jobs { writer.write(job) }
    writer.write(files.count)
    for (path, known) in files.sorted(by: { $0.key < $1.key }) {
      writer.write(path)
      writer.write(Int(known.print?.length ?? 0))
      writer.write(known.print?.head ?? 0)
      writer.write(known.print?.tail ?? 0)
      writer.write(known.sizes.count)
      for (job, size) in known.sizes.sorted(by: { $0.key < $1.key }) {
        writer.write(numbers[job]!)
        writer.write(Int(size))
      }
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    var jobs: [String] = []
    for _ in 0..<(try reader.readCount(least: 1)) { jobs.append(try reader.readString()) }
    for _ in 0..<(try reader.readCount(least: 2)) {
      let path = try reader.readString()
      let print = FilePrint(
        length: Int64(try reader.readInt()), head: try reader.readUInt64(), tail: try reader.readUInt64())
      var known = Known(print: print.length > 0 ? print : nil)
      for _ in 0..<(try reader.readCount(least: 2)) {
        let number = try reader.readInt()
        guard jobs.indices.contains(number) else { throw .damaged }
        known.sizes[jobs[number]] = Int64(try reader.readInt())
      }
      put(known, as: path)
    }
  }
}
