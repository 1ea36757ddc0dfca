import Yams

/// What a walk through Elastic's JSON keeps: problems with their places, and remarks.
struct ElasticReader {
  var nodes: NodeReader
  /// What was left out because it has no meaning here.
  private(set) var idle: [String] = []
  /// What reads a little differently here.
  private(set) var remarks: [String] = []

  init(file: String) { nodes = NodeReader(file: file) }

  mutating func report(_ node: Node, _ path: String, _ message: String) {
    nodes.report(node, path, message)
  }

  mutating func remark(_ text: String) { if !remarks.contains(text) { remarks.append(text) } }

  mutating func passOver(_ path: String) { if !idle.contains(path) { idle.append(path) } }

  /// An object's values by key: `used` ones, without those that are null. What Elastic's server needs for itself
  /// (`idle`) is noted; every other key is a problem.
  mutating func entries(_ node: Node, _ path: String, used: Set<String>, idle: Set<String> = [])
    -> [String: Node]
  {
    guard case .mapping(let mapping) = node else {
      report(node, path, "found \(NodeReader.kind(of: node)), allowed: an object")
      return [:]
    }
    var entries: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      let place = ElasticPath.join(path, NodeReader.shown(name))
      if Self.isNull(value) { continue }
      if used.contains(name) {
        entries[name] = value
      } else if idle.contains(name) {
        passOver(place)
      } else {
        report(key, place, "nothing here answers to it")
      }
    }
    return entries
  }

  static func isNull(_ node: Node) -> Bool { node.scalar?.style == .plain && node.scalar?.string == "null" }

  /// A text, a number or a truth value as text.
  mutating func text(_ node: Node?, _ path: String) -> String? {
    guard let node else { return nil }
    if let scalar = node.scalar, !Self.isNull(node) { return scalar.string }
    report(node, path, "found \(NodeReader.kind(of: node)), allowed: one value")
    return nil
  }

  /// The elements of a list; of a value that is none, itself.
  func list(_ node: Node?, _ path: String) -> [(node: Node, path: String)] {
    guard let node, !Self.isNull(node) else { return [] }
    guard case .sequence(let list) = node else { return [(node, path)] }
    return list.enumerated().map { ($0.element, "\(path)[\($0.offset)]") }
  }

  mutating func flag(_ node: Node?, _ path: String) -> Bool? {
    guard let node else { return nil }
    if let flag = node.scalar.flatMap({ Bool($0.string) }) { return flag }
    report(node, path, "found \(NodeReader.kind(of: node)), allowed: true, false")
    return nil
  }
}
