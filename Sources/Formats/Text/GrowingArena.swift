/// Room for values that had to be rewritten. What was handed out never moves; all of it goes at once.
final class GrowingArena {
  private var blocks: [UnsafeMutableBufferPointer<UInt8>] = []
  private var block = 0
  private var used = 0
  private static let usualBytes = 1 << 16
  private static let padding = 64

  deinit { for block in blocks { block.deallocate() } }

  /// Forgets all values; keeps what memory it has, but for blocks of unusual size.
  func reset() {
    if blocks.contains(where: { $0.count > Self.usualBytes }) {
      for block in blocks where block.count > Self.usualBytes { block.deallocate() }
      blocks.removeAll { $0.count > Self.usualBytes }
    }
    block = 0
    used = 0
  }

  /// Bytes that stay where they are until `reset`, with readable ones after them.
  func take(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    let needed = count + Self.padding
    while block < blocks.count {
      if used + needed <= blocks[block].count {
        defer { used += count }
        return blocks[block].baseAddress! + used
      }
      block += 1
      used = 0
    }
    let fresh = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(Self.usualBytes, needed))
    fresh.initialize(repeating: 0)
    blocks.append(fresh)
    block = blocks.count - 1
    used = count
    return fresh.baseAddress!
  }

  /// Gives back the end of what was last taken.
  func giveBack(_ count: Int) { used -= count }
}
