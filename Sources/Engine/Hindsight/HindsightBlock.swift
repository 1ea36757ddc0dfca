/// A stretch of a detector's buckets that is judged by all the others: those after it, moved back on the calendar,
/// then those before it.
///
/// ## Source
/// Cross-fitting: Chernozhukov et al. (2018), doi:10.1111/ectj.12097, with blocks of time in place of random folds, and
/// a gap behind the judged block, so that what spills over its end does not vouch for itself (h-block
/// cross-validation: Burman, Chow & Nolan 1994, doi:10.1093/biomet/81.2.351). Differs: within the block, and before it,
/// time runs as it does live, so that what goes on is told where it begins.
struct HindsightBlock {
  /// Places in the ledger.
  var judged: Range<Int>
  /// What lies after it, without the gap.
  var after: Range<Int>
  var before: Range<Int> { 0..<judged.lowerBound }

  /// Blocks of a set of many buckets; each costs a pass over the ledger. (Case studies of five days without a past, seeds
  /// 1 to 3, of 81 in the top 10: 48 with three blocks, 51 with five, 53 with eight.)
  static let usual = 5
  /// Blocks of a set of few: the finer, the more of it each has for a past.
  static let most = 12
  /// Buckets from which a set has many.
  private static let many = 200
  /// The gap behind a block: a shift's work, at most a sixteenth of the set.
  private static let gapSeconds: Int64 = 12 * 3600

  /// - Parameter buckets: those with events, ascending.
  static func cut(_ buckets: [Int64], bucketSeconds: Int64) -> [HindsightBlock] {
    let count = min(buckets.count, buckets.count < many ? most : usual)
    return (0..<count).map { number in
      let start = number * buckets.count / count
      let end = (number + 1) * buckets.count / count
      return HindsightBlock(
        judged: start..<end, after: resume(after: end, buckets, bucketSeconds)..<buckets.count)
    }
  }

  /// The first bucket that is far enough behind a block's end.
  private static func resume(after end: Int, _ buckets: [Int64], _ bucketSeconds: Int64) -> Int {
    guard end < buckets.count else { return end }
    let near = buckets[end - 1] + gapSeconds / bucketSeconds
    let latest = min(buckets.count, end + buckets.count / 16)
    return buckets[end..<latest].firstIndex { $0 > near } ?? latest
  }

  /// Buckets by which the time after a block is moved back: whole weeks, so that hour and weekday stay, and more than
  /// the set is long.
  static func displacement(_ buckets: [Int64], bucketSeconds: Int64) -> Int64 {
    guard let first = buckets.first, let last = buckets.last else { return 0 }
    let week: Int64 = 7 * 86_400
    let weeks = ((last - first + 1) * bucketSeconds + week - 1) / week
    return (weeks * week + bucketSeconds - 1) / bucketSeconds
  }
}
