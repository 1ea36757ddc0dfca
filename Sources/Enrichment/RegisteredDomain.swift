import CPSL

#if canImport(Glibc)
  import Glibc
#endif

/// Registered domain, subdomain and top-level domain of a DNS name, by the public suffix list.
///
/// Names of two labels or fewer under no known suffix stand for themselves; addresses have none.
public struct RegisteredDomain: Enricher {
  public let inputs: [String]
  public let outputs: [String]
  public let meaning =
    "registered domain, what stands before it, and the public suffix it is registered under"

  /// libpsl's list is read-only once it is built.
  private struct List: @unchecked Sendable { let handle: OpaquePointer? }
  private static let list = List(handle: psl_latest(nil) ?? psl_builtin().map { $0 })

  public init(from name: String = "dns.question.name", prefix: String = "dns.question") {
    inputs = [name]
    outputs = ["registered_domain", "subdomain", "top_level_domain"].map { "\(prefix).\($0)" }
  }

  private func isAddress(_ input: UnsafeBufferPointer<UInt8>) -> Bool {
    input.contains(0x3A) || input.allSatisfy { $0 == 0x2E || ($0 >= 0x30 && $0 <= 0x39) }
  }

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    guard input.count <= 512, !isAddress(input) else { return [nil, nil, nil] }
    var name = String(decoding: input, as: UTF8.self).lowercased()
    if name.hasSuffix(".") { name.removeLast() }
    guard !name.isEmpty, !name.utf8.contains(0), let list = Self.list.handle else { return [nil, nil, nil] }
    return name.withCString { text -> [String?] in
      guard let found = psl_registrable_domain(list, text) else { return [name, nil, nil] }
      let domain = String(cString: found)
      let rest = name.utf8.count - domain.utf8.count
      let suffix = domain.firstIndex(of: ".").map { String(domain[domain.index(after: $0)...]) }
      return [domain, rest > 1 ? String(decoding: name.utf8.prefix(rest - 1), as: UTF8.self) : nil, suffix]
    }
  }
}
