/// Records that were passed over: how many by reason, and a few samples with their place.
public struct Rejects: Sendable {
  public struct Sample: Sendable {
    /// From the start of the chunk.
    public var offset: Int
    /// Lines before it in the chunk.
    public var line: Int
    public var reason: String
    public var found: String
  }

  public private(set) var counts: [String: Int] = [:]
  public private(set) var samples: [Sample] = []
  static let mostSamples = 4

  public init() {}

  public var isEmpty: Bool { counts.isEmpty }
  public var total: Int { counts.values.reduce(0, +) }

  public mutating func add(_ reason: String, at offset: Int, length: Int, in bytes: UnsafePointer<UInt8>) {
    counts[reason, default: 0] += 1
    guard counts[reason]! <= Self.mostSamples else { return }
    var line = 0
    for at in 0..<offset where bytes[at] == 0x0A { line += 1 }
    let start = UnsafeBufferPointer(start: bytes + offset, count: min(length, 60))
    samples.append(
      Sample(
        offset: offset, line: line, reason: reason,
        found: String(decoding: start, as: UTF8.self)))
  }
}
