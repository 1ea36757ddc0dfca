/// Directory, name and extension of a path, with slashes of either kind.
///
/// A name that begins with its only dot (`.bashrc`) has no extension; extensions are in small letters, at most 16 bytes.
public struct PathParts: Enricher {
  public let inputs: [String]
  public let outputs: [String]
  public let meaning: String
  private enum Part { case directory, name, fileExtension }
  private let parts: [Part]

  public init(path: String, directory: String? = nil, name: String? = nil, fileExtension: String? = nil) {
    let all: [(Part, String?)] = [(.directory, directory), (.name, name), (.fileExtension, fileExtension)]
    let wanted = all.compactMap { part, field in field.map { (part, $0) } }
    inputs = [path]
    outputs = wanted.map(\.1)
    parts = wanted.map(\.0)
    meaning = "the directory, name or extension in a path"
  }

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    let slash = input.lastIndex { $0 == 0x2F || $0 == 0x5C }
    let name = input[(slash.map { $0 + 1 } ?? 0)...]
    return parts.map { part in
      switch part {
      case .directory: slash.map { String(decoding: input[..<max($0, 1)], as: UTF8.self) }
      case .name: name.isEmpty ? nil : String(decoding: name, as: UTF8.self)
      case .fileExtension: Self.fileExtension(of: name)
      }
    }
  }

  private static func fileExtension(of name: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
    guard let dot = name.lastIndex(of: 0x2E), dot > name.startIndex, name.endIndex - dot <= 17,
      dot + 1 < name.endIndex
    else { return nil }
    return String(decoding: name[(dot + 1)...], as: UTF8.self).lowercased()
  }
}
