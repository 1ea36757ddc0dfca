import HarrierEvents
import Testing

/// It stands with the models, which it serves.
struct FlatTableTests {
  /// All keys of one slot: what collides must be told apart, and found again when others go.
  struct Colliding: FlatKey {
    var number: Int
    var slotHash: Int { 7 }
  }

  /// Numbers that look drawn and are the same in every run.
  private func draws(_ count: Int, below bound: UInt64) -> [UInt64] {
    (0..<UInt64(count)).map { StableHash.mix($0 ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93) % bound }
  }

  @Test func `it knows what a dictionary knows, whatever is set and removed`() {
    var table = FlatTable<UInt64, Int>()
    var plain: [UInt64: Int] = [:]
    for (number, key) in draws(20_000, below: 700).enumerated() {
      if number % 3 == 2 {
        #expect(table.remove(key) == plain.removeValue(forKey: key))
      } else {
        table.set(key, number)
        plain[key] = number
      }
    }
    #expect(table.count == plain.count)
    #expect(Set(table.keys) == Set(plain.keys))
    for key in 0..<UInt64(700) { #expect(table[key] == plain[key]) }
    #expect(zip(table.keys, table.values).allSatisfy { plain[$0] == $1 })
  }

  @Test func `keys that collide are told apart, and found when others are gone`() {
    var table = FlatTable<Colliding, Int>()
    for number in 0..<40 { table.set(Colliding(number: number), number) }
    for number in stride(from: 0, to: 40, by: 3) {
      #expect(table.remove(Colliding(number: number)) == number)
    }
    for number in 0..<40 {
      #expect(table[Colliding(number: number)] == (number.isMultiple(of: 3) ? nil : number))
    }
  }

  @Test func `a place stays a key's own while others come`() {
    var table = FlatTable<UInt32, Int>()
    let place = table.set(5, 1)
    for key in UInt32(6)..<2000 { table.set(key, 0) }
    table[place: place] += 41
    #expect(table.place(of: 5) == place)
    #expect(table[5] == 42)
  }

  @Test func `an empty table knows nothing`() {
    var table = FlatTable<UInt64, Int>()
    #expect(table.isEmpty)
    #expect(table[1] == nil)
    #expect(table.remove(1) == nil)
    table.reserveCapacity(100)
    #expect(table.place(of: 1) == nil)
  }
}
