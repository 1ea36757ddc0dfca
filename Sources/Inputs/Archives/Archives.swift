import Foundation
import Synchronization

/// The archives that are in use: each is listed once, and a way through it that is no longer used waits for
/// the next member behind it.
enum Archives {
  private struct Known {
    var archive: Archive?
    var stamp: Stamp
  }

  /// Tells a file from another that took its place.
  private struct Stamp: Equatable {
    var size: Int64
    var modified: Date?
  }

  private struct Waiting: @unchecked Sendable {
    var path: String
    var walk: ArchiveWalk
  }

  /// Each holds a file open.
  private static let mostWaiting = 16
  private static let known = Mutex<[String: Known]>([:])
  private static let waiting = Mutex<[Waiting]>([])

  /// The archive at a path; nil where there is none.
  static func archive(at path: String) -> Archive? {
    guard path != "-" else { return nil }
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
    waiting.withLock { waiting -> Waiting? in
      guard let place = waiting.lastIndex(where: { $0.path == path }) else { return nil }
      return waiting.remove(at: place)
    }?.walk
  }

  fileprivate static func giveBack(_ walk: ArchiveWalk, of archive: Archive) {
    // Behind the last member there is nowhere to go.
    guard let last = archive.members.last, walk.index < last.index else { return }
    let fresh = Waiting(path: archive.path, walk: walk)
    waiting.withLock { waiting in
      waiting.removeAll { $0.path == fresh.path }
      waiting.append(fresh)
      if waiting.count > mostWaiting { waiting.removeFirst() }
    }
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
    left = member.size ?? .max
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
    if let walk { Archives.giveBack(walk, of: archive) }
    walk = nil
  }
}
