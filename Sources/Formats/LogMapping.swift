import HarrierEvents
import Yams

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
public struct LogMapping: Sendable {
  public var name: String
  public var title: String
  /// Source paths that are all present in a record of this format; the longest list that fits wins.
  public var detect: [[String]]
  public var time: [String]
  public var base: Rules
  public var variants: [Variant]
  /// ECS names that stand for themselves where no rule says otherwise.
  public var passThrough: Bool
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

  public struct Rules: Sendable {
    public var constants: [String: String] = [:]
    public var fields: [String: FieldSource] = [:]
  }

  public struct Variant: Sendable {
    /// Source path → its allowed values; all must hold.
    public var when: [String: [String]]
    public var present: [String]
    public var absent: [String]
    public var rules: Rules
  }

  public struct FieldSource: Sendable {
    /// Source paths, the first present wins.
    public var from: [String]
    public var take: Take?
    /// Source value → ECS value; others pass unchanged.
    public var values: [String: String] = [:]
    /// Constants for "there is a value" and "there is none".
    public var whenPresent: String?
    public var whenAbsent: String?

    var isPlain: Bool { take == nil && values.isEmpty && whenPresent == nil && whenAbsent == nil }
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
  /// Reads a mapping file.
  ///
  /// - Throws: ``MappingError`` naming the field and what is allowed.
  public init(yaml: String, file: String) throws(MappingError) {
    func fail(_ message: String) -> MappingError { MappingError(file: file, message: message) }
    var loaded: Any?
    // Every word but true and false is text, so nothing else needs its pattern tried.
    do { loaded = try Yams.load(yaml: yaml, Resolver.basic.appending(.bool)) } catch {
      throw fail("not YAML: \(error)")
    }
    guard let root = loaded as? [String: Any] else { throw fail("expected a mapping at the top") }
    let allowed = [
      "name", "title", "detect", "time", "constants", "fields", "variants", "pass_through", "patterns",
      "time_parts", "syntax", "generic", "path_hints",
    ]
    for key in root.keys.sorted() where !allowed.contains(key) {
      throw fail("unknown field “\(key)”, allowed are \(allowed.joined(separator: ", "))")
    }
    guard let name = root["name"] as? String, let time = Self.strings(root["time"]) else {
      throw fail("“name” and “time” are needed")
    }
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
    base = try Self.rules(root, file: file)
    variants = []
    for item in root["variants"] as? [[String: Any]] ?? [] {
      var conditions: [String: [String]] = [:]
      for (path, value) in item["when"] as? [String: Any] ?? [:] {
        conditions[path] = Self.strings(value)
      }
      variants.append(
        Variant(
          when: conditions, present: Self.strings(item["present"]) ?? [],
          absent: Self.strings(item["absent"]) ?? [], rules: try Self.rules(item, file: file)))
    }
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
      if let word = parts["take"] as? String {
        guard let take = Take(rawValue: word) else {
          let names = Take.allCases.map(\.rawValue).joined(separator: ", ")
          throw MappingError(file: file, message: "“\(field)”: take is “\(word)”, expected one of \(names)")
        }
        source.take = take
      }
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
