import Foundation

/// Time zones by the names that Windows, Outlook and Exchange write into calendars: `W. Europe Standard Time`.
enum WindowsZones {
  /// - Returns: nil where Windows knows no such name.
  static func zone(_ name: String) -> TimeZone? { names[name].flatMap { TimeZone(identifier: $0) } }

  private static let names: [String: String] = Dictionary(
    uniqueKeysWithValues: FactTable.rows(of: "windows-zones.tsv").map { (String($0[0]), String($0[1])) })
}
