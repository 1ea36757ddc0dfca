/// A key of a ``FlatTable``: plain bytes, with a hash of its own.
public protocol FlatKey: Equatable, BitwiseCopyable, Sendable {
  /// Any bits of it are as good as others.
  var slotHash: Int { get }
}

extension UInt64: FlatKey {
  @inlinable public var slotHash: Int { StableHash.slot(self) }
}

extension UInt32: FlatKey {
  @inlinable public var slotHash: Int { UInt64(self).slotHash }
}

/// A dictionary for plain keys that are asked for all the time: values lie side by side, each at a place of its own, so that
/// who has asked once can come back without asking again.
///
/// - Order: in which keys came; a removal puts the last one into the hole.
/// - Cost: a hash of a few instructions a question, where `Dictionary` takes SipHash. Who writes logs chooses the
///   values behind the words, and could choose such as collide: a question then takes as many steps as they are.
public struct FlatTable<Key: FlatKey, Value> {
  @usableFromInline var allKeys: [Key] = []
  @usableFromInline var allValues: [Value] = []
  /// Places by hash, −1 where there is none; a power of two, half of them free.
  @usableFromInline var slots: [Int32] = []

  @inlinable public init() {}

  @inlinable public var count: Int { allKeys.count }
  @inlinable public var isEmpty: Bool { allKeys.isEmpty }
  /// By place.
  @inlinable public var keys: [Key] { allKeys }
  /// By place.
  @inlinable public var values: [Value] { allValues }

  /// Where a key's value lies; it stays there until something is removed.
  @inlinable public func place(of key: Key) -> Int? {
    if slots.isEmpty { return nil }
    let found = slots[slot(of: key)]
    return found < 0 ? nil : Int(found)
  }

  @inlinable public subscript(key: Key) -> Value? { place(of: key).map { allValues[$0] } }

  @inlinable public subscript(place place: Int) -> Value {
    get { allValues[place] }
    _modify { yield &allValues[place] }
  }

  /// Puts a value down, in place of the key's own if there is one; returns where.
  @discardableResult
  @inlinable public mutating func set(_ key: Key, _ value: Value) -> Int {
    if (allKeys.count + 1) * 2 > slots.count { grow() }
    let slot = slot(of: key)
    if slots[slot] >= 0 {
      allValues[Int(slots[slot])] = value
      return Int(slots[slot])
    }
    slots[slot] = Int32(allKeys.count)
    allKeys.append(key)
    allValues.append(value)
    return allKeys.count - 1
  }

  @discardableResult
  @inlinable public mutating func remove(_ key: Key) -> Value? {
    guard let place = place(of: key) else { return nil }
    free(slot(of: key))
    let last = allKeys.count - 1
    if place < last {
      slots[slot(of: allKeys[last])] = Int32(place)
      allKeys.swapAt(place, last)
      allValues.swapAt(place, last)
    }
    allKeys.removeLast()
    return allValues.removeLast()
  }

  @inlinable public mutating func reserveCapacity(_ count: Int) {
    allKeys.reserveCapacity(count)
    allValues.reserveCapacity(count)
    while count * 2 > slots.count { grow() }
  }

  /// The key's slot, or the free one where it belongs.
  @inlinable func slot(of key: Key) -> Int {
    let mask = slots.count - 1
    var at = key.slotHash & mask
    while slots[at] >= 0, allKeys[Int(slots[at])] != key { at = (at + 1) & mask }
    return at
  }

  /// Frees a slot; those behind it move up, so that no walk ends early.
  @inlinable mutating func free(_ slot: Int) {
    let mask = slots.count - 1
    var hole = slot
    var at = (slot + 1) & mask
    while slots[at] >= 0 {
      let home = allKeys[Int(slots[at])].slotHash & mask
      if (at - home) & mask >= (at - hole) & mask {
        slots[hole] = slots[at]
        hole = at
      }
      at = (at + 1) & mask
    }
    slots[hole] = -1
  }

  @inlinable mutating func grow() {
    slots = Array(repeating: -1, count: max(8, slots.count * 2))
    for place in allKeys.indices { slots[slot(of: allKeys[place])] = Int32(place) }
  }
}

extension FlatTable: Sendable where Value: Sendable {}
