import Yams

/// Reads filter lists: inline, or out of a file beside the job.
struct FilterChecker {
  let files: SideFiles

  func filters(_ node: Node?, _ reader: inout NodeReader) -> [String: FilterList] {
    guard let node else { return [:] }
    if let name = node.scalar?.string, !name.isEmpty { return filters(inFile: name, node, &reader) }
    return lists(node, "filters", &reader)
  }

  private func filters(inFile name: String, _ node: Node, _ reader: inout NodeReader) -> [String: FilterList]
  {
    guard let text = files.text(name, node, "filters", &reader) else { return [:] }
    do {
      guard let root = try Yams.compose(yaml: text) else { return [:] }
      // Its problems have places of their own.
      var inner = NodeReader(file: name)
      let lists = lists(root, nil, &inner)
      for problem in inner.problems { reader.report(node, "filters", problem.description) }
      return lists
    } catch {
      reader.report(node, "filters", "\(name): not YAML: \(error)")
      return [:]
    }
  }

  private func lists(_ node: Node, _ place: String?, _ reader: inout NodeReader) -> [String: FilterList] {
    guard case .mapping(let mapping) = node else {
      reader.report(
        node, place,
        "found \(NodeReader.kind(of: node)), allowed: lists by name, as in {trusted: [svc-*, 10.0.0.0/8]}, or a file's name"
      )
      return [:]
    }
    var lists: [String: FilterList] = [:]
    for (key, value) in mapping {
      let id = key.scalar?.string ?? ""
      let field = NodeReader.join(place, NodeReader.shown(id))
      if id.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9_.-]{0,99}/) == nil {
        reader.report(
          key, field, "found “\(NodeReader.shown(id))”, allowed: letters, digits, “_”, “-” and “.”")
      }
      lists[id] = FilterList(id: id, items: reader.texts(value, field).map(\.text))
    }
    return lists
  }
}
