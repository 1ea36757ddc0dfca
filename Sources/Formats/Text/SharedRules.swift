import Foundation
import Synchronization

/// Rules that several mappings use: what programs of Linux say is the same in syslog and in the journal. One file
/// each under `Mappings/Shared`; one may use another, not in a circle.
enum SharedRules {
  private static let folder = Bundle.module.bundleURL.appendingPathComponent("Mappings/Shared")

  /// In order.
  static let names: [String] = {
    do {
      return try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "yml" }.map { $0.deletingPathExtension().lastPathComponent }.sorted()
    } catch { preconditionFailure("shared rules of ours cannot be listed: \(error)") }
  }()

  private static let known = Mutex<[String: [LineRule]]>([:])

  /// nil where there are none of that name.
  static func named(_ name: String) -> [LineRule]? {
    guard names.contains(name) else { return nil }
    if let rules = known.withLock({ $0[name] }) { return rules }
    let file = name + ".yml"
    do {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      let rules = try LineRule.list(YAMLTree.load(text), at: "rules", file: file)
      known.withLock { $0[name] = rules }
      return rules
    } catch { preconditionFailure("shared rules of ours are broken: \(error)") }
  }
}
