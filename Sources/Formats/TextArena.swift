/// Room for values that rules make anew, such as small letters: pages that are used again from chunk to chunk.
public final class TextArena {
  private static let pageBytes = 1 << 16
  private var pages: [UnsafeMutableBufferPointer<UInt8>] = []
  private var page = 0
  private var used = 0

  public init() {}

  deinit { for page in pages { page.deallocate() } }

  /// Forgets all values; keeps the memory of ordinary pages.
  func reset() {
    while let last = pages.last, last.count > Self.pageBytes { pages.removeLast().deallocate(); _ = last }
    page = 0
    used = 0
  }

  /// Uninitialised bytes that live until the next reset.
  func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
    while page < pages.count, pages[page].count - used < count {
      page += 1
      used = 0
    }
    if page == pages.count { pages.append(.allocate(capacity: max(Self.pageBytes, count))) }
    let start = pages[page].baseAddress! + used
    used += count
    return start
  }
}
