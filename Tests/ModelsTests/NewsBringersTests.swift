import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

/// Who never brings news is the stranger when it does.
struct NewsBringersTests {
  private func learnt(_ finds: [UInt64], memory: Double = 500) -> NewsBringers {
    var model = NewsBringers(memory: memory)
    for find in finds { model.learn(find: find) }
    return model
  }

  @Test func `nothing is said before five finds`() {
    var model = learnt([1, 1, 1, 1])
    #expect(model.share(of: 1) == 1)
    #expect(model.share(of: 2) == 1)
  }

  @Test func `who brought most finds is no news, and who brought none is judged by first-timers`() {
    // 90 finds of one, ten bringers of one each.
    var model = learnt(Array(repeating: 1, count: 90) + (10..<20).map { UInt64($0) })
    #expect(model.share(of: 1) > 0.9)
    // Good: eleven of a hundred finds came from those that had brought nothing yet.
    #expect(abs(model.share(of: 999) - 0.11) < 0.03)
    #expect(model.share(of: 999) < model.share(of: 15))
    #expect(model.share(of: 15) < model.share(of: 1))
  }

  @Test func `a memory of a dozen follows what a burst is made of`() {
    var short = learnt(Array(repeating: 1, count: 200) + Array(repeating: 2, count: 12), memory: 12)
    var long = learnt(Array(repeating: 1, count: 200) + Array(repeating: 2, count: 12))
    #expect(short.share(of: 2) > 0.5)
    #expect(long.share(of: 2) < 0.15)
  }

  @Test func `what was brought long ago is forgotten, and memory stays bounded`() throws {
    var model = learnt((0..<20_000).map { UInt64($0) }, memory: 12)
    #expect(model.share(of: 3) == model.share(of: 99_999_999))
    var writer = StateWriter()
    model.encode(to: &writer)
    #expect(writer.bytes.count < 40_000)
  }

  @Test func `saving and restoring changes no share, whatever comes after`() throws {
    var model = learnt((0..<300).map { UInt64($0 * $0 % 37) }, memory: 40)
    var restored = try TestState.restored(model)
    for find: UInt64 in [3, 99, 3, 12, 1000] {
      #expect(restored.share(of: find) == model.share(of: find))
      model.learn(find: find)
      restored.learn(find: find)
    }
  }
}
