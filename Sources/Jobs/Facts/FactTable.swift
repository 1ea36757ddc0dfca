import Foundation

/// A table of facts that comes with the house: tab-separated lines under `Tables`, comments with `#`.
enum FactTable {
  /// The columns of each line, in the file's order.
  ///
  /// - Precondition: the table is there; a package without its tables is broken.
  static func rows(of name: String) -> [[Substring]] {
    let text: String
    do { text = try String(contentsOf: url(name), encoding: .utf8) } catch {
      preconditionFailure("the table \(name) cannot be read: \(error)")
    }
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
      $0.split(separator: "\t", omittingEmptySubsequences: false)
    }
  }

  static func url(_ name: String) -> URL { Bundle.module.bundleURL.appending(path: "Tables/\(name)") }
}
