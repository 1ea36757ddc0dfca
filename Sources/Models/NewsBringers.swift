#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// Who brings news: developers' machines show new programs daily, a file server never. A new value from an
/// entity that never brings any is the stranger.
///
/// Use beside ``RareValues`` where a detector has no partition but its events name an entity.
///
/// - Input: entities (hashes) with what they showed; the finds they brought.
/// - Output: the share of all finds that entities as quiet as this one bring, in `0...1`.
/// - State: 16 bytes an entity.
///
/// ## Source
/// An additive-smoothing estimate of a multinomial (Lidstone 1920) with ½ a find an entity, summed over all that
/// are at most as likely: the exact-test notion of "at least as extreme".
public struct NewsBringers: StateCodable {
  private var finds: [UInt64: Double] = [:]
  private var total = 0.0
  private static let prior = 0.5
  /// Every find makes older ones count less: about 500 are remembered.
  private static let keep = 0.998

  public init() {}

  public mutating func meet(_ entity: UInt64) { if finds[entity] == nil { finds[entity] = 0 } }

  public func share(of entity: UInt64) -> Double {
    guard finds.count >= 10, total >= 5 else { return 1 }
    let own = finds[entity] ?? 0
    var asQuiet = Self.prior
    // Order does not matter to a sum of few distinct magnitudes, but the bits do: largest last.
    for count in finds.values.sorted() where count <= own { asQuiet += count + Self.prior }
    return min(1, asQuiet / (total + Self.prior * Double(finds.count + 1)))
  }

  public mutating func learn(finds bringers: [UInt64]) {
    for entity in bringers {
      for key in finds.keys { finds[key]! *= Self.keep }
      total = total * Self.keep + 1
      finds[entity, default: 0] += 1
    }
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(total)
    writer.write(finds.count)
    for entity in finds.keys.sorted() {
      writer.write(entity)
      writer.write(finds[entity]!)
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    total = try reader.readDouble()
    for _ in 0..<(try reader.readCount(least: 16)) {
      let entity = try reader.readUInt64()
      finds[entity] = try reader.readDouble()
    }
  }
}
