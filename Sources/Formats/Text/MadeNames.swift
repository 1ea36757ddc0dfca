/// The names that a text mapping's rules can give values to, so that a slip in one is told.
struct MadeNames {
  private var names: Set<String> = ["line", "message"]
  /// Of decoders whose names are the log's own.
  private var prefixes: [String] = []

  init(_ rules: [LineRule]) { add(rules) }

  func has(_ name: String) -> Bool { names.contains(name) || prefixes.contains { name.hasPrefix($0) } }

  private mutating func add(_ rules: [LineRule]) {
    for rule in rules {
      for pattern in rule.patterns {
        if let made = try? Pattern.cached(pattern) { names.formUnion(made.groups.keys) }
      }
      names.formUnion(rule.alias.keys)
      for decoder in rule.decoders { add(decoder) }
      add(rule.next)
    }
  }

  private mutating func add(_ decoder: LineRule.Decoder) {
    switch decoder.name {
    case SyslogHeader.kind.name:
      names.insert(decoder.prefix + "message")
      prefixes.append(decoder.prefix + "syslog.")
    case Columns.kind.name: names.formUnion((decoder.options["names"] ?? []).map { decoder.prefix + $0 })
    case ByteNumbers.kind.name: names.formUnion((decoder.options["to"] ?? []).map { decoder.prefix + $0 })
    default: prefixes.append(decoder.prefix)
    }
  }
}
