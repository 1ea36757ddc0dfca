import Yams

/// A mapping file's YAML as dictionaries, lists, texts and truth values. Every word but true and false is text; `<<` merges.
///
/// Yams' own `load` traps at a key that is a list or a mapping, and unfolds aliases without end.
enum YAMLTree {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private static let mostNodes = 200_000
  private static let mostDepth = 100

  static func load(_ yaml: String) throws -> Any? { try compose(yaml).map(load) }

  static func load(_ node: Node) throws -> Any {
    var left = mostNodes
    return try value(node, depth: 0, &left)
  }

  static func compose(_ yaml: String) throws -> Node? {
    try Yams.compose(yaml: yaml, Resolver.basic.appending(.bool))
  }

  private static func value(_ node: Node, depth: Int, _ left: inout Int) throws -> Any {
    left -= 1
    let place = node.mark.map { "line \($0.line)" } ?? "the file"
    guard left > 0, depth < mostDepth else {
      throw Failure(description: "\(place): nested or repeated beyond all measure")
    }
    switch node {
    case .scalar: return node.any
    case .sequence(let items): return try items.map { try value($0, depth: depth + 1, &left) }
    case .mapping(let pairs):
      var table: [String: Any] = [:]
      var merged: [[String: Any]] = []
      for (key, item) in pairs {
        if key.scalar?.string == "<<" {
          let below = try value(item, depth: depth + 1, &left)
          merged += (below as? [String: Any]).map { [$0] } ?? (below as? [[String: Any]]) ?? []
          continue
        }
        guard let name = key.scalar?.string else {
          throw Failure(description: "\(place): a key is a list or a mapping, expected a word")
        }
        table[name] = try value(item, depth: depth + 1, &left)
      }
      // The first that says it wins, the mapping itself before all.
      for below in merged { table.merge(below) { known, _ in known } }
      return table
    case .alias: throw Failure(description: "\(place): an alias of nothing")
    }
  }
}
