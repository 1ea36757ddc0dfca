import Foundation
import HarrierInputs
import HarrierStatistics

/// Which files earlier hunts with a state have read, how far, and for which jobs: a job that comes later reads what
/// others have read before it.
///
/// - State: a path and some bytes a file and job.
struct ReadFiles: StateCodable, Sendable {
  /// Bytes on disk when it was read, by path and by job's mark.
  private var sizes: [String: [String: Int64]] = [:]

  init() {}

  /// Files.
  var count: Int { sizes.count }

  private static func name(_ path: String) -> String { InputFiles.canonical(path) }

  /// How many of the file's bytes each of these jobs has read; 0 for a file that has shrunk, which is another file.
  func bytes(of path: String, for jobs: [String]) -> [Int64] {
    guard path != "-", let known = sizes[Self.name(path)] else { return jobs.map { _ in 0 } }
    let size = InputFiles.size(of: path)
    return jobs.map { job in known[job].flatMap { $0 <= size ? $0 : nil } ?? 0 }
  }

  /// Whether all of these jobs have read all of it.
  func isRead(_ path: String, by jobs: [String]) -> Bool {
    guard path != "-", let known = sizes[Self.name(path)] else { return false }
    let size = InputFiles.size(of: path)
    return jobs.allSatisfy { known[$0] == size }
  }

  /// Notes that these jobs have read so many of the file's bytes on disk.
  mutating func note(_ path: String, size: Int64, for jobs: [String]) {
    guard path != "-" else { return }
    let name = Self.name(path)
    for job in jobs { sizes[name, default: [:]][job] = size }
  }

  func encode(to writer: inout StateWriter) {
    let jobs = Set(sizes.values.flatMap(\.keys)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: jobs.enumerated().map { ($1, $0) })
    writer.write(jobs.count)
    for job in jobs { writer.write(job) }
    writer.write(sizes.count)
    for path in sizes.keys.sorted() {
      writer.write(path)
      writer.write(sizes[path]!.count)
      for (job, size) in sizes[path]!.sorted(by: { $0.key < $1.key }) {
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
      for _ in 0..<(try reader.readCount(least: 2)) {
        let number = try reader.readInt()
        guard jobs.indices.contains(number) else { throw .damaged }
        sizes[path, default: [:]][jobs[number]] = Int64(try reader.readInt())
      }
    }
  }
}
