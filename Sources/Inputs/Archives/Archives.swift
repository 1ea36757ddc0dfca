import Foundation
import Synchronization

/// The archives that are in use: each is listed once, and a way through it that is no longer used waits for
/// the next member behind it.
enum Archives {
  private struct Known {
    var archive: Archive?
    var stamp: Stamp
    var waiting: Waiting?
  }

  /// Tells a file from another that took its place.
  private struct Stamp: Equatable {
    var size: Int64
    var modified: Date?
  }

  private struct Waiting: @unchecked Sendable { var walk: ArchiveWalk }

  private static let known = Mutex<[String: Known]>([:])

  /// The archive at a path; nil where there is none.
  static func archive(at path: String) -> Archive? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard attributes?[.type] as? FileAttributeType != .typeDirectory, attributes != nil else { return nil }
    let resolved = (path as NSString).resolvingSymlinksInPath
    let real = try? FileManager.default.attributesOfItem(atPath: resolved)
    guard real?[.type] as? FileAttributeType == .typeRegular else { return nil }
    let stamp = Stamp(size: real?[.size] as? Int64 ?? 0, modified: real?[.modificationDate] as? Date)
    if let found = known.withLock({ $0[path] }), found.stamp == stamp { return found.archive }
    let archive = Archive.kind(of: path).map { Archive(path, kind: $0) }
    known.withLock { $0[path] = Known(archive: archive, stamp: stamp) }
    return archive
  }

  /// The archive and the member that a path names; nil for every other path.
  static func member(_ path: String) -> (archive: Archive, member: Archive.Member)? {
    guard path.contains(Archive.separator), !FileManager.default.fileExists(atPath: path) else { return nil }
    for place in path.indices where path[place] == Archive.separator {
      guard let archive = archive(at: String(path[..<place])) else { continue }
      return archive.member(named: path).map { (archive, $0) }
    }
    return nil
  }

  /// A member's bytes.
  static func open(_ member: Archive.Member, of archive: Archive) throws(InputError) -> any ByteStream {
    if member.isEncrypted { throw InputError(path: member.path, reason: "encrypted member of an archive") }
    var walk: ArchiveWalk
    if let waiting = take(archive.path), waiting.index < member.index {
      walk = waiting
    } else {
      walk = try archive.walk()
    }
    while walk.index < member.index {
      guard try walk.next() != nil else {
        throw InputError(path: member.path, reason: "the archive changed while it was read")
      }
    }
    return MemberStream(walk, member, of: archive)
  }

  private static func take(_ path: String) -> ArchiveWalk? {
    known.withLock { known in
      let waiting = known[path]?.waiting
      known[path]?.waiting = nil
      return waiting
    }?.walk
  }

  fileprivate static func giveBack(_ walk: ArchiveWalk, _ path: String) {
    let waiting = Waiting(walk: walk)
    known.withLock { $0[path]?.waiting = waiting }
  }
}

/// The bytes of one member.
private final class MemberStream: ByteStream {
  private var walk: ArchiveWalk?
  private let member: Archive.Member
  private let archive: Archive
  private var left: Int64
  private var pending: InputError?

  init(_ walk: ArchiveWalk, _ member: Archive.Member, of archive: Archive) {
    self.walk = walk
    self.member = member
    self.archive = archive
    // A member that turns out longer than the archive says is cut there: it may be made to never end.
    left = member.size > 0 ? member.size : .max
  }

  deinit { end() }

  var isUnordered: Bool { archive.isOnePass }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    var filled = 0
    while filled < buffer.count, let walk {
      do throws(InputError) {
        let room = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        let got = try walk.read(into: room)
        left -= Int64(got)
        filled += got
        if got == 0 { end() }
        if left < 0 { throw InputError(path: member.path, reason: "member longer than its archive says") }
      } catch {
        pending = InputError(path: member.path, reason: error.reason)
        self.walk = nil
      }
    }
    if filled == 0, let error = pending {
      pending = nil
      throw error
    }
    return filled
  }

  private func end() {
    if let walk { Archives.giveBack(walk, archive.path) }
    walk = nil
  }
}
