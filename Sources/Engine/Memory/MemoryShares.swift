/// Who has to give how much where several share a limit.
enum MemoryShares {
  /// What is left to each, so that all together take no more than the limit: the largest come down to one height, and
  /// who is below it keeps what it has.
  ///
  /// - Complexity: O(n log n).
  static func heights(of sizes: [Int], limit: Int) -> [Int] {
    var left = limit
    var rest = sizes.count
    for size in sizes.sorted() {
      if size > left / rest { break }
      left -= size
      rest -= 1
    }
    guard rest > 0 else { return sizes }
    let height = left / rest
    return sizes.map { min($0, height) }
  }
}
