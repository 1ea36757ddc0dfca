import HarrierEvents
import HarrierStatistics

/// When values were first seen in the data.
///
/// - State: some 40 bytes a value, of at most ``most``; beyond, those not seen for longest are forgotten and would be new
///   again.
struct FirstSightings {
  static let most = 500_000

  private struct Sighting {
    var first: Int64
    var last: Int64
  }

  private let cap: Int
  private var sightings: [UInt64: Sighting] = [:]
  /// Values forgotten for want of room.
  private(set) var forgotten = 0

  init(most: Int = Self.most) { cap = most }

  var count: Int { sightings.count }

  /// Equal hashes of different values are one: at the cap, a chance of one in a hundred million that any two are.
  private static func key(_ value: ArraySlice<UInt8>) -> UInt64 {
    value.withUnsafeBufferPointer { StableHash.hash($0) }
  }

  /// Takes in a sighting, in any order within a bucket.
  mutating func note(_ value: ArraySlice<UInt8>, first: Int64, last: Int64) {
    let key = Self.key(value)
    if let known = sightings[key] {
      sightings[key] = Sighting(first: min(known.first, first), last: max(known.last, last))
    } else {
      sightings[key] = Sighting(first: first, last: last)
    }
  }

  /// At the end of a bucket: forgets what there is no room for.
  mutating func makeRoom() {
    guard sightings.count > cap else { return }
    let oldest = sightings.sorted {
      $0.value.last != $1.value.last ? $0.value.last < $1.value.last : $0.key < $1.key
    }
    let dropped = oldest.prefix(sightings.count - cap + cap / 8)
    for (key, _) in dropped { sightings[key] = nil }
    forgotten += dropped.count
  }

  /// Days from the first sighting to a time; 0 before it.
  func ageDays(of value: ArraySlice<UInt8>, at time: Int64) -> Double? {
    sightings[Self.key(value)].map { max(0, Double(time) - Double($0.first)) / 86_400e9 }
  }
}

extension FirstSightings: StateCodable {
  func encode(to writer: inout StateWriter) {
    writer.write(forgotten)
    writer.write(sightings.count)
    for key in sightings.keys.sorted() {
      writer.write(key)
      writer.write(Int(sightings[key]!.first))
      writer.write(Int(sightings[key]!.last))
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    cap = Self.most
    forgotten = try reader.readInt()
    for _ in 0..<(try reader.readCount(least: 10)) {
      let key = try reader.readUInt64()
      sightings[key] = Sighting(first: Int64(try reader.readInt()), last: Int64(try reader.readInt()))
    }
  }
}
