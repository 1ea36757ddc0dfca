import Foundation
import HarrierEvents

/// How the records of one log format become ECS: one YAML file under `Mappings/`.
///
/// ```yaml
/// name: aws.cloudtrail
/// title: AWS CloudTrail records
/// detect: [eventSource, eventName, userIdentity]   # all are there: this is ours
/// time: [eventTime]
/// constants: {event.dataset: aws.cloudtrail}
/// fields:
///   event.action: eventName
///   user.name: [userIdentity.userName, userIdentity.sessionContext.sessionIssuer.userName]
///   event.outcome: {from: errorCode, present: failure, absent: success}
///   process.name: {from: Image, take: basename}
/// variants:                                        # the first whose conditions hold adds to the above
///   - when: {EventID: "1", Channel: Microsoft-Windows-Sysmon/Operational}
///     constants: {event.category: process}
///     fields: {process.executable: Image}
/// ```
///
/// A log that comes in several spellings is written once: ``roots`` are what may stand before a source that
/// begins with a dot, ``aliases`` name several paths to one thing.
///
/// ```yaml
/// roots: ["", winlog.event_data.]
/// aliases: {code: [EventID, winlog.event_id]}
/// variants:
///   - when: {$code: 1}
///     fields: {process.executable: .Image}         # Image, or winlog.event_data.Image
/// ```
public struct LogMapping: Sendable {
  public var name: String
  public var title: String
  /// Where the format is specified.
  public var specification: String?
  /// Source paths that are all present in a record of this format; the longest list that fits wins.
  public var detect: [[String]]
  public var time: [String]
  public var base: Rules
  public var variants: [Variant]
  /// ECS names that stand for themselves where no rule says otherwise. A wanted name that begins with a root
  /// is looked for at every root.
  public var passThrough: Bool
  /// Prefixes of a source that begins with a dot, the first that has it winning.
  public var roots: [String] = []
  /// `$name` → its sources, the first present winning.
  public var aliases: [String: [String]] = [:]
  /// The part of the time's value that is the time.
  public var timeSplit: Split?
  /// Levels of arrays whose elements are the events, outermost first: `a.b[]`, `a.b[].c[]`.
  public var each: [String] = []
  /// Values that hold a JSON object as text.
  public var embedded: [Embedded] = []
  /// Values that say nothing, such as `-`: to a rule they are absent.
  public var unset: [String] = []
  /// What a text's values look like; a mapping with patterns can read lines.
  public var patterns: [LineRule] = []
  /// Names whose values, joined by blanks, are the time where no name of `time` has a value.
  public var timeParts: [String] = []
  /// How the records of a text lie, where they are not one line each: a name of ``Syntax``.
  public var syntax: String?
  /// Fits much that others know better: it is taken only where none of those fits.
  public var isGeneric = false
  /// Words of a path that decide between mappings that fit a text equally well.
  public var pathHints: [String] = []
  /// The object that an exporter put every record into: `_source` of Elasticsearch. As the file is, not the mapping.
  public var wrapper: String?

  public struct Rules: Sendable {
    public var constants: [String: String] = [:]
    public var fields: [String: FieldSource] = [:]

    /// What is said further in goes before what is said around it, be it a constant or a field.
    mutating func overlay(with inner: Rules) {
      for name in inner.fields.keys { constants[name] = nil }
      for name in inner.constants.keys { fields[name] = nil }
      constants.merge(inner.constants) { $1 }
      fields.merge(inner.fields) { $1 }
    }
  }

  public struct Variant: Sendable {
    /// Source path → its allowed values; all must hold.
    public var when: [String: [String]] = [:]
    public var present: [String] = []
    public var absent: [String] = []
    public var rules = Rules()
  }

  public struct FieldSource: Sendable {
    /// Source paths, the first present wins.
    public var from: [String]
    /// What is taken of the value, one after the other.
    public var take: [Take] = []
    /// Stands between the values of all sources, where all of them have one: `50.1,8.6` of a latitude and a longitude.
    public var joined: String?
    /// Sources of a host's name that counts where it is another than that of `from`: who wrote the event goes before
    /// who passed it on.
    public var writer: [String] = []
    /// Only one of its parts between separators.
    public var split: Split?
    /// Only what stands behind this text; nothing where the value lacks it.
    public var after: String?
    /// Only what stands before this text, or before the line's end where it is looked for `after` something.
    public var before: String?
    /// Source value → ECS value; others pass unchanged.
    public var values: [String: String] = [:]
    /// Values that the table lacks become nothing.
    public var dropsOthers = false
    /// Values that the table lacks become this.
    public var otherwise: String?
    /// Constants for "there is a value" and "there is none".
    public var whenPresent: String?
    public var whenAbsent: String?

    var isPlain: Bool { isWhole && values.isEmpty && whenPresent == nil && whenAbsent == nil }
    /// Whether the value is taken as it stands.
    var isWhole: Bool {
      take.isEmpty && split == nil && after == nil && before == nil && joined == nil && writer.isEmpty
    }
    /// Every source it reads.
    var sources: [String] { from + writer }
  }

  /// One of the parts between separators.
  public struct Split: Sendable, Hashable {
    public var separator: String
    /// From 1 on; negative ones count from the end.
    public var part: Int
  }

  /// A source whose text is a JSON object.
  public struct Embedded: Sendable, Hashable {
    public var path: String
    /// Whether its fields stand under its own path (written `path.*`); else they are the record's own.
    public var inPlace: Bool
  }

  /// The part of a value that a field takes.
  public enum Take: String, Sendable, CaseIterable {
    /// After the last `/` or `\`.
    case basename
    /// After the last `\`: the user of `DOMAIN\user`.
    case afterBackslash = "after_backslash"
    /// Before the last `\`: the domain of `DOMAIN\user`; nothing where there is none.
    case beforeBackslash = "before_backslash"
    /// Before the first `.`.
    case beforeDot = "before_dot"
    /// A name without the dot that stands for the root of the DNS behind it; the root itself stays.
    case withoutRoot = "without_root"
    /// An IP address: IPv4 without the `::ffff:` of IPv6 before it; nothing for what is no address.
    case ip
    /// In small letters (ASCII), or in capitals.
    case lowercase
    case uppercase
    /// Several values as one, with blanks between them: the arguments of a command line.
    case words
    /// Without the `+` and `%20` that URLs write for a blank and other bytes.
    case urlDecoded = "url_decoded"
    /// The same, but a `+` stays.
    case percentDecoded = "percent_decoded"
    /// Nothing for a zero, be it `0` or `0x0`: what some logs write where there is nothing to tell.
    case nonzero
    /// The host of a URL, or of `host:port`.
    case urlHost = "url_host"
    /// An address or name without the port and brackets around it.
    case address
    /// The port behind an address.
    case port
    /// A number of seconds, milliseconds or microseconds as the nanoseconds of ECS.
    case seconds = "seconds_to_ns"
    case milliseconds = "milliseconds_to_ns"
    case microseconds = "microseconds_to_ns"
    /// Hours, minutes and seconds, `1:02:03`, as nanoseconds.
    case clock = "clock_to_ns"
  }
}

extension LogMapping {
  /// Every field that some rule can fill, by name.
  public var outputs: [String] {
    var names: Set<String> = []
    func add(_ rules: Rules) {
      names.formUnion(rules.constants.keys)
      names.formUnion(rules.fields.keys)
    }
    func add(_ rule: LineRule) {
      add(rule.rules)
      for next in rule.next { add(next) }
    }
    add(base)
    for variant in variants { add(variant.rules) }
    for rule in patterns { add(rule) }
    return names.sorted()
  }
}

/// A mapping file that cannot be used, and why.
public struct MappingError: Error, CustomStringConvertible {
  public var file: String
  public var message: String
  public var description: String { "\(file): \(message)" }
}

extension LogMapping {
  /// What may stand at the top of a mapping file.
  static let keys = [
    "name", "title", "detect", "time", "roots", "aliases", "unset", "constants", "fields", "variants",
    "pass_through", "specification", "each", "embedded", "patterns", "time_parts", "syntax", "generic",
    "path_hints", "like", "places",
  ]

  /// Reads a mapping file.
  ///
  /// - Throws: ``MappingError`` naming the field and what is allowed.
  public init(yaml: String, file: String) throws(MappingError) {
    func fail(_ message: String) -> MappingError { MappingError(file: file, message: message) }
    var loaded: Any?
    do { loaded = try YAMLTree.load(yaml) } catch {
      throw fail("not YAML: \(error)")
    }
    guard let own = loaded as? [String: Any] else { throw fail("expected a mapping at the top") }
    for key in own.keys.sorted() where !Self.keys.contains(key) {
      throw fail("unknown field “\(key)”, allowed are \(Self.keys.joined(separator: ", "))")
    }
    let root = try Self.completed(own, file: file)
    let timed = root["time"] as? [String: Any]
    guard let name = root["name"] as? String, let time = Self.strings(timed?["from"] ?? root["time"]),
      !time.isEmpty
    else { throw fail("“name” and “time” are needed") }
    self.name = name
    self.time = time
    title = root["title"] as? String ?? name
    passThrough = root["pass_through"] as? Bool ?? false
    timeParts = Self.strings(root["time_parts"]) ?? []
    syntax = root["syntax"] as? String
    isGeneric = root["generic"] as? Bool ?? false
    pathHints = Self.strings(root["path_hints"]) ?? []
    if let list = root["patterns"] { patterns = try LineRule.list(list, at: "patterns", file: file) }
    if let lists = root["detect"] as? [[String]] {
      detect = lists
    } else if let list = Self.strings(root["detect"]) {
      detect = [list]
    } else if root["patterns"] != nil || syntax != nil {
      detect = []
    } else {
      throw fail("“detect” is a list of source paths, or a list of such lists")
    }
    specification = root["specification"] as? String
    timeSplit = try timed.flatMap { parts throws(MappingError) in
      try Self.split(parts, "time", file: file)
    }
    each = Self.levels(root["each"] as? String ?? "")
    embedded = (Self.strings(root["embedded"]) ?? []).map {
      $0.hasSuffix(".*")
        ? .init(path: String($0.dropLast(2)), inPlace: true) : .init(path: $0, inPlace: false)
    }
    roots = Self.strings(root["roots"]) ?? []
    unset = Self.strings(root["unset"]) ?? []
    for (name, value) in root["aliases"] as? [String: Any] ?? [:] { aliases[name] = Self.strings(value) }
    base = try Self.rules(root, file: file)
    variants = []
    variants = try variants(root, inside: Variant(), file: file)
    if let places = root["places"] {
      variants = try PlacedValues(places, file: file).variants(variants, base: base, roots: roots)
    }
    try checkSources(file: file)
  }

  /// A variant of variants is each of these with what they share, and then itself.
  private mutating func variants(
    _ node: [String: Any], inside outer: Variant, file: String
  ) throws(MappingError) -> [Variant] {
    var found: [Variant] = []
    for item in node["variants"] as? [[String: Any]] ?? [] {
      var variant = outer
      for (path, value) in item["when"] as? [String: Any] ?? [:] { variant.when[path] = Self.strings(value) }
      variant.present += Self.strings(item["present"]) ?? []
      variant.absent += Self.strings(item["absent"]) ?? []
      if let name = item["use"] { try variant.rules.overlay(with: use(name, file: file)) }
      try variant.rules.overlay(with: Self.rules(item, file: file))
      found += try variants(item, inside: variant, file: file) + [variant]
    }
    return found
  }

  /// The rules of another mapping of ours, for those records of this one that are its own. What its rules need besides
  /// becomes this mapping's: names for paths, and values that hold JSON.
  private mutating func use(_ name: Any, file: String) throws(MappingError) -> Rules {
    let used = try Self.named(name, file: file)
    guard used.variants.isEmpty, used.patterns.isEmpty, used.roots.isEmpty, used.each.isEmpty,
      !used.passThrough
    else {
      throw MappingError(
        file: file,
        message: "“use”: “\(used.name)” has roots, variants, patterns or inner records, expected fields only")
    }
    aliases.merge(used.aliases) { own, _ in own }
    embedded += used.embedded.filter { !embedded.contains($0) }
    return used.base
  }

  private static func named(_ name: Any, file: String) throws(MappingError) -> LogMapping {
    let found = try text(of: name, key: "use", file: file)
    return try LogMapping(yaml: found.yaml, file: found.name + ".yml")
  }

  /// A mapping of ours by the name that a key has.
  private static func text(
    of name: Any, key: String, file: String
  ) throws(MappingError) -> (name: String, yaml: String) {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Mappings")
    guard let name = name as? String, !name.contains("/"),
      let yaml = try? String(contentsOf: folder.appendingPathComponent(name + ".yml"), encoding: .utf8)
    else {
      throw MappingError(file: file, message: "“\(key)” is “\(name)”, expected the name of a mapping of ours")
    }
    return (name, yaml)
  }

  /// What a mapping that is `like` another leaves unsaid is the other's; names, constants and fields one by one.
  private static func completed(
    _ own: [String: Any], file: String
  ) throws(MappingError) -> [String: Any] {
    guard let like = own["like"] else { return own }
    let found = try text(of: like, key: "like", file: file)
    guard let other = (try? YAMLTree.load(found.yaml)) as? [String: Any], other["like"] == nil else {
      throw MappingError(file: file, message: "“like” is “\(found.name)”, which is like another itself")
    }
    return other.merging(own) { theirs, ours in
      guard let theirs = theirs as? [String: Any], let ours = ours as? [String: Any] else { return ours }
      return theirs.merging(ours) { $1 }
    }
  }

  /// The paths that a source stands for, the first present winning.
  func paths(of source: String) -> [String] {
    if source.hasPrefix("$") { return (aliases[String(source.dropFirst())] ?? []).flatMap(paths) }
    if source.hasPrefix(".") { return roots.map { $0 + source.dropFirst() } }
    return [source]
  }

  /// Where a path is in a record that is wrapped.
  func wrapped(_ path: String) -> String { wrapper.map { $0 + "." + path } ?? path }

  /// An alias without its paths, or a dot without roots, would be a rule that never holds.
  private func checkSources(file: String) throws(MappingError) {
    let rules = [base] + variants.map(\.rules)
    var sources = time + rules.flatMap { $0.fields.values.flatMap(\.sources) }
    for variant in variants { sources += variant.when.keys + variant.present + variant.absent }
    for (name, list) in aliases {
      if list.contains(where: { $0.hasPrefix("$") }) {
        throw MappingError(file: file, message: "alias “\(name)” names another alias, expected paths")
      }
      sources += list
    }
    for source in Set(sources).sorted() where paths(of: source).isEmpty {
      let expected = source.hasPrefix("$") ? "a name under “aliases”" : "prefixes under “roots”"
      throw MappingError(file: file, message: "“\(source)” stands for no path, expected \(expected)")
    }
  }

  /// `a[].b[]` → `a[]`, `a[].b[]`.
  private static func levels(_ path: String) -> [String] {
    var levels: [String] = []
    var rest = path[...]
    while let end = rest.range(of: "[]") {
      levels.append(String(path[..<end.upperBound]))
      rest = path[end.upperBound...]
    }
    return levels
  }

  private static func split(
    _ parts: [String: Any], _ field: String, file: String
  ) throws(MappingError) -> Split? {
    guard let separator = parts["split"] as? String else { return nil }
    guard !separator.isEmpty, let part = strings(parts["part"])?.first.flatMap({ Int($0) }), part != 0 else {
      throw MappingError(
        file: file, message: "“\(field)”: “split” needs a “part”: 1, 2, … or -1, -2, … from the end")
    }
    return Split(separator: separator, part: part)
  }

  /// Every source path that a rule reads.
  public var sourcePaths: Set<String> {
    var sources = time + embedded.map(\.path) + each
    for rules in [base] + variants.map(\.rules) { sources += rules.fields.values.flatMap(\.sources) }
    for variant in variants { sources += variant.when.keys + variant.present + variant.absent }
    sources += timeParts + patterns.flatMap(\.sources)
    return Set(sources.flatMap(paths).map(wrapped))
  }

  static func strings(_ value: Any?) -> [String]? {
    switch value {
    case let text as String: return [text]
    case let number as Int: return [String(number)]
    case let list as [Any]:
      return list.compactMap { ($0 as? String) ?? ($0 as? Int).map(String.init) }
    default: return nil
    }
  }

  static func rules(_ node: [String: Any], file: String) throws(MappingError) -> Rules {
    var rules = Rules()
    for (field, value) in node["constants"] as? [String: Any] ?? [:] {
      rules.constants[field] = strings(value)?.joined(separator: "\u{1F}")
    }
    for (field, value) in node["fields"] as? [String: Any] ?? [:] {
      if let paths = strings(value) {
        rules.fields[field] = FieldSource(from: paths)
        continue
      }
      guard let parts = value as? [String: Any], let from = strings(parts["from"]) else {
        throw MappingError(file: file, message: "“\(field)” is a path, a list of paths, or has “from”")
      }
      var source = FieldSource(from: from)
      for word in strings(parts["take"]) ?? [] {
        guard let take = Take(rawValue: word) else {
          let names = Take.allCases.map(\.rawValue).joined(separator: ", ")
          throw MappingError(file: file, message: "“\(field)”: take is “\(word)”, expected one of \(names)")
        }
        source.take.append(take)
      }
      source.joined = parts["joined"] as? String
      source.writer = strings(parts["writer"]) ?? []
      source.split = try split(parts, field, file: file)
      source.after = parts["after"] as? String
      source.before = parts["before"] as? String
      source.dropsOthers = parts["others"] as? String == "drop"
      source.otherwise = strings(parts["otherwise"])?.joined(separator: "\u{1F}")
      for (key, mapped) in parts["values"] as? [String: Any] ?? [:] {
        source.values[key] = strings(mapped)?.joined(separator: "\u{1F}")
      }
      source.whenPresent = parts["present"] as? String
      source.whenAbsent = parts["absent"] as? String
      rules.fields[field] = source
    }
    return rules
  }
}
