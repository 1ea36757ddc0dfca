import Foundation

/// Rules that several mappings use: what programs of Linux say is the same in syslog and in the journal. One file
/// each under `Mappings/Shared`.
enum SharedRules {
  static let all: [String: [LineRule]] = {
    let folder = Bundle.module.bundleURL.appendingPathComponent("Mappings/Shared")
    do {
      let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        .filter { $0.pathExtension == "yml" }
      var rules: [String: [LineRule]] = [:]
      for file in files {
        let name = file.deletingPathExtension().lastPathComponent
        let loaded = try YAMLTree.load(String(contentsOf: file, encoding: .utf8))
        rules[name] = try LineRule.list(loaded, at: "rules", file: file.lastPathComponent)
      }
      return rules
    } catch {
      preconditionFailure("shared rules of ours are broken: \(error)")
    }
  }()
}
