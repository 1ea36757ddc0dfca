import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// An archive on disk and what is in it.
struct Archive: Sendable {
  enum Kind: Sendable {
    case zip
    case tar
    /// A tar that is packed as a whole.
    case packedTar
  }

  struct Member: Sendable {
    /// `archive.zip!folder/member.json`: how the member is named everywhere.
    var path: String
    /// Its place in the archive.
    var index: Int
    /// Unpacked, as the archive says; nil where it does not.
    var size: Int64?
    var isEncrypted: Bool
  }

  var path: String
  var kind: Kind
  var members: [Member] = []
  private var numbers: [String: Int] = [:]
  /// Why it could not be listed to its end.
  var problem: String?
  /// Members are read in their order and in one go, for going back would cost a way through all before.
  var isOnePass = false

  /// Between an archive's path and a member's name.
  static let separator: Character = "!"
  static let mostMembers = 1 << 16
  /// Deflate never packs closer; an archive that says it does names the same bytes many times over.
  private static let mostRatio: Int64 = 1100

  /// Documents and programs that are zip files, and hold no logs.
  private static let otherZips: Set<String> = [
    "apk", "docx", "epub", "ear", "jar", "nupkg", "odp", "ods", "odt", "pptx", "vsix", "war", "whl", "xlsx",
    "xpi",
  ]

  /// What kind of archive a regular file is, by its content; nil for another file.
  static func kind(of path: String) -> Kind? {
    guard let file = try? FileStream(path: path), let head = try? PeekedStream(file).peek(512) else {
      return nil
    }
    if isZip(head) { return otherZips.contains((path as NSString).pathExtension.lowercased()) ? nil : .zip }
    if isTar(head) { return .tar }
    guard ByteStreams.isPacked(head), let unpacked = try? ByteStreams.unpacked(file: path),
      let inner = try? PeekedStream(unpacked).peek(512)
    else { return nil }
    return isTar(inner) ? .packedTar : nil
  }

  /// A local header, or the end of an empty archive.
  static func isZip(_ head: [UInt8]) -> Bool {
    head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x50, 0x4B, 5, 6])
      || head.starts(with: [0x50, 0x4B, 7, 8])
  }

  /// A header block whose checksum holds, as all kinds of tar have it.
  static func isTar(_ head: [UInt8]) -> Bool {
    guard head.count >= 512, head[0] != 0 else { return false }
    let field = head[148..<156]
    let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, let told = Int(String(decoding: digits, as: UTF8.self), radix: 8) else {
      return false
    }
    let rest = head[..<148].reduce(0) { $0 + Int($1) } + head[156..<512].reduce(0) { $0 + Int($1) }
    return told == rest + 8 * 0x20
  }

  func member(named path: String) -> Member? { numbers[path].map { members[$0] } }

  func walk() throws(InputError) -> ArchiveWalk {
    switch kind {
    case .zip, .tar: try ArchiveWalk(ArchiveSource(file: path), path: path, isZip: kind == .zip)
    case .packedTar:
      try ArchiveWalk(ArchiveSource(stream: ByteStreams.unpacked(file: path)), path: path, isZip: false)
    }
  }

  /// Lists an archive. What is damaged is listed as far as it goes.
  ///
  /// - Complexity: a zip's directory, a tar's headers; all of a packed tar.
  init(_ path: String, kind: Kind) {
    self.path = path
    self.kind = kind
    var names: [String: Int] = [:]
    defer { for (number, member) in members.enumerated() { numbers[member.path] = number } }
    do throws(InputError) {
      let walk = try walk()
      while let found = try walk.next() {
        guard members.count < Self.mostMembers, walk.index < 4 * Self.mostMembers else {
          throw InputError(path: path, reason: "archive of more than \(Self.mostMembers) members")
        }
        guard found.isFile, let name = Self.cleaned(found.name) else { continue }
        // The same name twice is two files.
        names[name, default: 0] += 1
        let unique = names[name]! > 1 ? "\(name)#\(names[name]!)" : name
        members.append(
          Member(
            path: "\(path)\(Self.separator)\(unique)", index: walk.index, size: found.size,
            isEncrypted: found.isEncrypted))
      }
    } catch {
      problem = error.reason
    }
    checkSizes()
    chooseWay()
  }

  private mutating func checkSizes() {
    let unpacked = members.reduce(Int64(0)) { sum, member in
      let (next, overflow) = sum.addingReportingOverflow(max(0, member.size ?? 0))
      return overflow ? .max : next
    }
    let packed = InputFiles.size(of: path)
    if kind == .zip, unpacked / Self.mostRatio > packed {
      members = []
      problem = "zip archive that says it holds \(unpacked) bytes in \(packed)"
    }
  }

  /// A zip is opened at any member for the price of its directory, a tar for that of the headers before, a packed
  /// tar for that of all before.
  private mutating func chooseWay() {
    let total = members.reduce(0.0) { $0 + Double($1.size ?? 0) }
    switch kind {
    case .zip, .tar: isOnePass = members.count > 256
    case .packedTar: isOnePass = members.count > 64 || total * Double(members.count) > 8e9
    }
  }

  /// A member's name as part of a path of ours; nil for what is no log, as in folders.
  private static func cleaned(_ name: String) -> String? {
    let parts = name.split(separator: "/").filter { $0 != "." }
    guard !parts.isEmpty, !parts.contains(where: { InputFiles.isPassedOver(String($0)) || $0 == "__MACOSX" })
    else { return nil }
    return parts.joined(separator: "/")
  }
}
