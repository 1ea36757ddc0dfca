/// “Did you mean …?”
enum Suggestion {
  /// The candidates closest to what was typed, at most three; none if none is close.
  static func near(_ typed: String, among candidates: some Sequence<String>) -> [String] {
    // A longer word may have more slips; text of any length is no word.
    guard typed.utf8.count <= 100 else { return [] }
    let limit = max(1, typed.count / 3)
    let near = candidates.compactMap { candidate -> (Int, String)? in
      let distance = distance(Array(typed.lowercased()), Array(candidate.lowercased()))
      return distance <= limit ? (distance, candidate) : nil
    }
    return near.sorted(by: <).prefix(3).map(\.1)
  }

  /// `, did you mean “count”?`, or nothing.
  static func phrase(for typed: String, among candidates: some Sequence<String>) -> String {
    let near = near(typed, among: candidates).map { "“\($0)”" }
    return near.isEmpty ? "" : ", did you mean \(near.joined(separator: " or "))?"
  }

  /// Insertions, deletions, replacements and swaps of neighbours that turn one word into the other: the
  /// optimal string alignment distance.
  ///
  /// ## Source
  /// F. J. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964,
  /// doi:10.1145/363958.363994.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var (before, last) = ([Int](), Array(0...b.count))
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      (before, last) = (last, row)
    }
    return last[b.count]
  }
}
