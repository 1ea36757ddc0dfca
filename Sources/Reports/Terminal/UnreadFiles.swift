import HarrierResults

/// Files that were not read, or not to their end, together where one folder has many of a kind: a hundred logs of a format
/// that nobody knows are one thing to look at.
struct UnreadFiles {
  struct Group: Equatable {
    /// The first of them.
    var path: String
    var problem: String
    /// How many others are like it.
    var others: Int
  }

  /// Words of a problem that say of which kind it is; what is behind them is the file's own.
  private static let wordsOfKind = 3

  /// In the order of their first files.
  let groups: [Group]

  init(_ files: [RunSummary.FileSummary]) {
    var groups: [Group] = []
    var places: [[String]: Int] = [:]
    for file in files {
      guard let problem = file.problem else { continue }
      let kind = Self.kind(path: file.path, problem: problem)
      if let place = places[kind] {
        groups[place].others += 1
      } else {
        places[kind] = groups.count
        groups.append(Group(path: file.path, problem: problem, others: 0))
      }
    }
    self.groups = groups
  }

  private static func kind(path: String, problem: String) -> [String] {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let name = path[slash...]
    let ending = name.lastIndex(of: ".").map { String(name[$0...]) } ?? ""
    let words = problem.split(separator: " ").prefix(wordsOfKind).joined(separator: " ")
    return [String(path[..<slash]), ending, words]
  }
}
