import Synchronization
import Testing

@testable import HarrierEngine

struct InParallelTests {
  @Test(arguments: [1, 2, 8], [0, 1, 7, 1000])
  func `each number once, whatever the threads`(threads: Int, count: Int) {
    let calls = Mutex([Int](repeating: 0, count: count))
    InParallel.run(count, threads: threads) { number in calls.withLock { $0[number] += 1 } }
    #expect(calls.withLock { $0 } == [Int](repeating: 1, count: count))
  }

  @Test(arguments: [1, 3])
  func `answers stand in the order of their numbers`(threads: Int) {
    let answers = InParallel.map(500, threads: threads) { "\($0 * $0)" }
    #expect(answers == (0..<500).map { "\($0 * $0)" })
  }

  @Test func `no two pieces have one thread's number at once`() {
    let (threads, count) = (4, 2000)
    let busy = Mutex([Bool](repeating: false, count: threads))
    let done = Atomic<Int>(0)
    InParallel.share(count, threads: threads) { thread, _ in
      let wasBusy = busy.withLock { busy in
        defer { busy[thread] = true }
        return busy[thread]
      }
      #expect(!wasBusy)
      busy.withLock { $0[thread] = false }
      done.add(1, ordering: .relaxed)
    }
    #expect(done.load(ordering: .relaxed) == count)
  }
}
