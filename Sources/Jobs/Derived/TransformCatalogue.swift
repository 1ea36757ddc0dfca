import Foundation
import HarrierQuery

/// The transforms that come with the house: `Transforms/<id>.yml`, one file each.
public enum TransformCatalogue {
  /// Every transform, by id.
  ///
  /// - Precondition: each file is a valid transform; the tests read them all.
  public static let all: [Transform] = {
    do {
      return try load(
        from: Bundle.module.bundleURL.appending(path: "Transforms", directoryHint: .isDirectory))
    } catch {
      preconditionFailure("a transform of ours is broken:\n\(error)")
    }
  }()

  /// Those of a folder.
  ///
  /// - Throws: ``JobFileError`` with the first file's problems, or what Foundation says of an unreadable one.
  static func load(from folder: URL) throws -> [Transform] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix(".yml") }.sorted().map { name in
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      return try TransformFile.parse(text, fileName: "Transforms/\(name)", isOurs: true)
    }
  }

  /// The house's with a user's, which take the place of those they share an id with.
  public static func with(_ own: [Transform]) -> [Transform] {
    let ids = Set(own.map(\.id))
    return (all.filter { !ids.contains($0.id) } + own).sorted { $0.id < $1.id }
  }

  /// The derived datasets that a query reads: those it names as an `event.dataset` that every row must have. Empty for
  /// a query of raw events.
  ///
  /// - Returns: names that begin with `harrier.`, whether or not a transform makes them.
  public static func datasets(readBy query: QueryExpression) -> Set<String> {
    switch query {
    case .everything, .not: return []
    case .leaf(let leaf):
      guard leaf.field == "event.dataset", case .equals(let literal) = leaf.test,
        literal.text.hasPrefix(Transform.datasetPrefix)
      else { return [] }
      return [literal.text]
    case .all(let parts): return parts.reduce(into: []) { $0.formUnion(datasets(readBy: $1)) }
    case .any(let parts):
      // Where one way out is a raw event, raw events are what it reads.
      let found = parts.map { datasets(readBy: $0) }
      return found.contains { $0.isEmpty } ? [] : found.reduce(into: []) { $0.formUnion($1) }
    }
  }
}
