/// One rule of a mapping's `patterns`: what a value looks like, which parts of it have names, and what follows
/// from it.
///
/// ```yaml
/// patterns:
///   - decode: syslog                        # header; leaves `message`
///     next:
///       - when: {syslog.program: sshd}      # conditions on names
///         pattern: 'Accepted (?<method>\S+) for (?<user>\S+) from (?<ip>\S+) port (?<port>\d+)'
///         constants: {event.category: authentication, event.outcome: success}
///       - {}                                # anything else is fine, too
/// ```
///
/// Rules of a list are alternatives, tried in order; the first that fits is taken. A rule fits where its `when`
/// holds, its `pattern` matches, its decoders succeed and, where it has `next`, one of those fits.
public struct LineRule: Sendable {
  /// The name whose value is looked at; the line itself at the top, `message` in a `next`.
  public var of: String?
  /// Name → its allowed values.
  public var when: [String: [String]] = [:]
  public var present: [String] = []
  public var absent: [String] = []
  /// Regular expressions of which one has to match; each begins at the value's first byte.
  public var patterns: [String] = []
  public var decoders: [Decoder] = []
  /// A name → other names, of which the first present gives it its value.
  public var alias: [String: [String]] = [:]
  /// Constants and fields of a line that this rule was taken for.
  public var rules = LogMapping.Rules()
  public var next: [LineRule] = []

  /// A syntax inside a value.
  public struct Decoder: Sendable {
    /// A name of ``LineDecoders``.
    public var name: String
    /// The name whose value it reads; the rule's own where nil.
    public var of: String?
    /// In front of every name that it makes.
    public var prefix: String
    public var options: [String: [String]]

    func text(_ option: String) -> String? { options[option]?.first }
    func flag(_ option: String) -> Bool { text(option) == "true" }

    /// The single byte of an option, `\t` being a tab.
    func byte(_ option: String, usually: UInt8) throws(LineDecoderError) -> UInt8 {
      guard let text = text(option) else { return usually }
      if text == "\\t" { return 0x09 }
      guard text.utf8.count == 1, let byte = text.utf8.first else {
        throw LineDecoderError("“\(option)” is “\(text)”, expected one ASCII character or \\t")
      }
      return byte
    }
  }
}

extension LineRule {
  /// Every name that the rule, or one that follows it, reads.
  var sources: [String] {
    [of].compactMap(\.self) + when.keys + present + absent + alias.values.joined() + decoders.compactMap(\.of)
      + rules.fields.values.flatMap(\.sources) + next.flatMap(\.sources)
  }

  /// Every field that it or a rule behind it can fill from a source.
  var allFields: [String] { rules.fields.keys + next.flatMap(\.allFields) }

  static let keys = [
    "of", "when", "present", "absent", "pattern", "decode", "alias", "constants", "fields", "next",
  ]

  /// Reads the rules of a YAML list, or of a shared file by `{use: name}`.
  static func list(_ node: Any?, at place: String, file: String) throws(MappingError) -> [LineRule] {
    if let reference = node as? [String: Any], reference.count == 1, let name = reference["use"] as? String {
      guard let shared = SharedRules.named(name) else {
        throw MappingError(
          file: file,
          message:
            "\(place): no shared rules “\(name)”, there are \(SharedRules.names.joined(separator: ", "))"
        )
      }
      return shared
    }
    guard let items = node as? [Any] else {
      throw MappingError(file: file, message: "\(place) is not a list of rules or {use: name}")
    }
    var rules: [LineRule] = []
    for (number, item) in items.enumerated() {
      let here = "\(place)[\(number)]"
      // `- {use: name}` among others puts the shared rules in its place.
      if let reference = item as? [String: Any], reference["use"] != nil {
        rules += try list(item, at: here, file: file)
        continue
      }
      guard let parts = item as? [String: Any] else {
        throw MappingError(file: file, message: "\(here) is not a rule, expected keys and values")
      }
      rules.append(try LineRule(parts, at: here, file: file))
    }
    return rules
  }

  private init(_ parts: [String: Any], at place: String, file: String) throws(MappingError) {
    func fail(_ message: String) -> MappingError {
      MappingError(file: file, message: "\(place): \(message)")
    }
    for key in parts.keys.sorted() where !Self.keys.contains(key) {
      throw fail("unknown key “\(key)”, allowed are \(Self.keys.joined(separator: ", "))")
    }
    if let of = parts["of"] {
      guard let name = of as? String else { throw fail("“of” is a name") }
      self.of = name
    }
    when = try Self.table(parts["when"], "when", fail)
    alias = try Self.table(parts["alias"], "alias", fail)
    present = LogMapping.strings(parts["present"]) ?? []
    absent = LogMapping.strings(parts["absent"]) ?? []
    patterns = LogMapping.strings(parts["pattern"]) ?? []
    for pattern in patterns {
      do throws(Pattern.Failure) { _ = try Pattern.cached(pattern) } catch {
        throw fail("pattern “\(pattern)”: \(error.reason) at character \(error.offset)")
      }
    }
    decoders = try Self.decoders(parts["decode"], fail)
    rules = try LogMapping.rules(parts, file: file)
    if let list = parts["next"] { next = try Self.list(list, at: place + ".next", file: file) }
  }

  private static func table(
    _ node: Any?, _ key: String, _ fail: (String) -> MappingError
  ) throws(MappingError) -> [String: [String]] {
    guard let node else { return [:] }
    guard let entries = node as? [String: Any] else { throw fail("“\(key)” holds names and values") }
    var table: [String: [String]] = [:]
    for (name, value) in entries {
      guard let values = LogMapping.strings(value) else {
        throw fail("“\(key).\(name)” is a value or a list of values")
      }
      table[name] = values
    }
    return table
  }

  static func decoders(
    _ node: Any?, _ fail: (String) -> MappingError
  ) throws(MappingError) -> [Decoder] {
    guard let node else { return [] }
    var decoders: [Decoder] = []
    for item in (node as? [Any]) ?? [node] {
      var decoder = Decoder(name: "", of: nil, prefix: "", options: [:])
      if let name = item as? String {
        decoder.name = name
      } else if let parts = item as? [String: Any], let name = parts["as"] as? String {
        decoder.name = name
        decoder.of = parts["of"] as? String
        decoder.prefix = parts["prefix"] as? String ?? ""
        for (key, value) in parts where !["as", "of", "prefix"].contains(key) {
          decoder.options[key] = (value as? Bool).map { [String($0)] } ?? LogMapping.strings(value) ?? []
        }
      } else {
        throw fail("“decode” is a name or has “as”")
      }
      do throws(LineDecoderError) { _ = try LineDecoders.make(decoder, SourceNames(leaves: [])) } catch {
        throw fail("decode: \(error.message)")
      }
      decoders.append(decoder)
    }
    return decoders
  }
}
