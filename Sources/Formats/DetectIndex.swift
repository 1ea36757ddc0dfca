/// What mappings want to find in a record, numbered once: a record's paths are looked up, and not every mapping's.
struct DetectIndex: Sendable {
  /// Of each path that some list holds.
  private var numbers: [String: Int] = [:]
  /// By mapping, its lists.
  private let lists: [[[Int]]]

  init(_ mappings: [LogMapping]) {
    var numbers: [String: Int] = [:]
    lists = mappings.map { mapping in
      mapping.detect.map { list in
        list.map { path in
          let number = numbers[path] ?? numbers.count
          numbers[path] = number
          return number
        }
      }
    }
    self.numbers = numbers
  }

  /// A record, as far as any mapping asks.
  func holds(_ paths: Set<String>) -> [Bool] {
    var holds = [Bool](repeating: false, count: numbers.count)
    for path in paths { if let number = numbers[path] { holds[number] = true } }
    return holds
  }

  /// The longest of a mapping's lists that a record holds, by its place among them; nil where it holds none.
  func longest(of mapping: Int, in record: [Bool]) -> Int? {
    var longest: Int?
    for (place, list) in lists[mapping].enumerated() where !list.isEmpty {
      guard list.count > longest.map({ lists[mapping][$0].count }) ?? 0 else { continue }
      if list.allSatisfy({ record[$0] }) { longest = place }
    }
    return longest
  }
}
