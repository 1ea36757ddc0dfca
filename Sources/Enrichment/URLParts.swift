/// Scheme, host, path, extension and query of `url.original`, whole or from its path on.
///
/// - Edge cases: no host in `/a?b`, no path in `https://example.com`; a port and a user before `@` belong to no part.
public struct URLParts: Enricher {
  public let inputs = ["url.original"]
  public let outputs = [
    "url.scheme", "url.domain", "url.path", "url.extension", "url.query", "harrier.url.query_length",
  ]
  public let meaning = "the parts of a URL, and the length of its query in bytes"

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    let text = String(decoding: input.prefix(65_536), as: UTF8.self)
    var rest = text.prefix { $0 != "#" }
    var query: Substring?
    if let mark = rest.firstIndex(of: "?") {
      query = rest[rest.index(after: mark)...]
      rest = rest[..<mark]
    }
    var scheme: String?
    var host: String?
    if let end = rest.range(of: "://"), end.lowerBound != rest.startIndex,
      rest[..<end.lowerBound].utf8.count <= 16
    {
      scheme = rest[..<end.lowerBound].lowercased()
      let behind = rest[end.upperBound...]
      let authority = behind.prefix { $0 != "/" }
      rest = behind[authority.endIndex...]
      host = Self.host(authority)
    } else if !rest.hasPrefix("/") {
      return [nil, nil, nil, nil, query.map(String.init), query.map { String($0.utf8.count) }]
    }
    return [
      scheme, host, rest.isEmpty ? nil : String(rest), Self.fileExtension(rest), query.map(String.init),
      query.map { String($0.utf8.count) },
    ]
  }

  private static func host(_ authority: Substring) -> String? {
    var host = authority
    if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
    if host.hasPrefix("["), let close = host.firstIndex(of: "]") {
      host = host[host.index(after: host.startIndex)..<close]
    } else if let colon = host.firstIndex(of: ":") {
      host = host[..<colon]
    }
    return host.isEmpty ? nil : host.lowercased()
  }

  private static func fileExtension(_ path: Substring) -> String? {
    let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...]
    return ending.isEmpty || ending.utf8.count > 16 ? nil : ending.lowercased()
  }
}
