import HarrierEnrichment
import HarrierEvents
import HarrierFeatures
import HarrierModels
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// How unusual it is that just this one brings news: the host, the user, the parent behind a new value, and the
/// kind of value it is, each against those of earlier finds.
///
/// Two memories: the finds of months, and the last dozen. In a burst (a patch day) the last dozen tell what the
/// burst is made of: what fits it is ordinary whoever shows it, what does not fit keeps its surprise.
///
/// ## Source
/// The traits depend on each other, so their shares are joined by the harmonic mean p (Wilson, PNAS 2019,
/// eq. 4): p = J / Σ 1/p_j, which needs no independence.
struct FindContext {
  /// Places among the job's influencers that are traits.
  private let places: [Int]
  private let vocabulary: SymbolTable
  private var long: [NewsBringers]
  private var recent: [NewsBringers]

  private static let longMemory = 500.0
  private static let recentMemory = 12.0
  /// First word, ending, shape.
  private static let kinds = 3

  init(places: [Int], vocabulary: SymbolTable) {
    self.places = places
    self.vocabulary = vocabulary
    let traits = places.count + Self.kinds
    long = Array(repeating: NewsBringers(memory: Self.longMemory), count: traits)
    recent = Array(repeating: NewsBringers(memory: Self.recentMemory), count: traits)
  }

  /// Hashes of a find's traits, one list a trait: several values where several rows differ.
  func traits(of aggregates: [MergedAggregate]) -> [[UInt64]] {
    guard let first = aggregates.first else { return [] }
    var traits = [[UInt64]](repeating: [], count: places.count)
    for aggregate in aggregates {
      aggregate.forEachRow { row, symbols in
        for (index, place) in places.enumerated() {
          let hash = symbols.hash(of: row.influencers[place])
          // A handful at most.
          if !traits[index].contains(hash) { traits[index].append(hash) }
        }
      }
    }
    for index in traits.indices { traits[index].sort() }
    let value = vocabulary.bytes(of: first.by)
    traits.append([Self.hash(ValueKind.head(of: value))])
    traits.append([Self.hash(ValueKind.ending(of: value))])
    traits.append([Self.hash(ValueKind.shape(of: value))])
    return traits
  }

  private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBufferPointer { StableHash.hash($0) }
  }

  /// What the traits add to a find's surprisal, in nats.
  ///
  /// - Parameter burst: share of the present novelty that is a burst's, `0...1`.
  mutating func surprisal(of traits: [[UInt64]], burst: Double) -> Double {
    guard !traits.isEmpty else { return 0 }
    var inverse = 0.0
    for (index, values) in traits.enumerated() {
      var least = 1.0
      for value in values {
        let usual = long[index].share(of: value)
        let now = burst > 0 ? recent[index].share(of: value) : usual
        least = min(least, (1 - burst) * usual + burst * now)
      }
      inverse += 1 / max(1e-9, least)
    }
    return log(inverse / Double(traits.count))
  }

  mutating func learn(_ traits: [[UInt64]]) {
    for (index, values) in traits.enumerated() {
      guard let value = values.first else { continue }
      long[index].learn(find: value)
      recent[index].learn(find: value)
    }
  }

  func encode(to writer: inout StateWriter) {
    writer.write(places.count)
    for place in places { writer.write(place) }
    for trait in long + recent { trait.encode(to: &writer) }
  }

  init(vocabulary: SymbolTable, from reader: inout StateReader) throws(StateReader.Failure) {
    self.vocabulary = vocabulary
    var places: [Int] = []
    for _ in 0..<(try reader.readCount(least: 1)) {
      let place = try reader.readInt()
      guard (0..<SampleRow.Influencers.capacity).contains(place) else { throw .damaged }
      places.append(place)
    }
    self.places = places
    long = []
    recent = []
    for _ in 0..<(places.count + Self.kinds) { long.append(try NewsBringers(from: &reader)) }
    for _ in 0..<(places.count + Self.kinds) { recent.append(try NewsBringers(from: &reader)) }
  }
}
