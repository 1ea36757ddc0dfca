/// What tables of so many entries take in memory, on average: they double as they grow, so that the same number may
/// take half as much more or less.
public enum TableBytes {
  /// - Parameter entry: bytes of key and value.
  public static func dictionary(_ count: Int, entry: Int) -> Int {
    // Swift's are between three eighths and three quarters full.
    Int(Double(count * (entry + 1)) * 1.85)
  }

  /// Of places in a power of two of slots, and what lies at them side by side.
  public static func flat(_ count: Int, entry: Int) -> Int {
    // Slots of four bytes, between a quarter and half of which are taken.
    array(count, element: entry) + 12 * count
  }

  public static func array(_ count: Int, element: Int) -> Int { Int(Double(count * element) * 1.44) }

  /// An array of fixed length in the heap, with its head and what the allocator adds.
  public static func block(_ bytes: Int) -> Int { 48 + bytes }
}
