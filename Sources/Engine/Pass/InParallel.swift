import Dispatch
import Synchronization

/// Work in numbered pieces, on several threads. Pieces share nothing that one of them writes, so they need not be
/// `Sendable`; whichever thread takes a piece, what comes of it is the same.
enum InParallel {
  /// Calls `body` once with each number below `count`; the lowest numbers begin first.
  ///
  /// - Parameter threads: at most so many pieces at once; with one, all run here, in order.
  static func run(_ count: Int, threads: Int, _ body: (_ number: Int) -> Void) {
    share(count, threads: threads) { _, number in body(number) }
  }

  /// What comes of each number below `count`, in their order.
  static func map<Answer>(_ count: Int, threads: Int, _ body: (_ number: Int) -> Answer) -> [Answer] {
    var answers = [Answer?](repeating: nil, count: count)
    answers.withUnsafeMutableBufferPointer { places in
      run(count, threads: threads) { places[$0] = body($0) }
    }
    return answers.map { $0! }
  }

  /// As ``run(_:threads:_:)``, for work that needs something of its own a thread.
  ///
  /// - Parameter body: takes the thread's number, below `threads`, which no two pieces have at once.
  static func share(_ count: Int, threads: Int, _ body: (_ thread: Int, _ number: Int) -> Void) {
    let threads = min(threads, count)
    guard threads > 1 else {
      for number in 0..<count { body(0, number) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      let unchecked = Unchecked(body: body)
      DispatchQueue.concurrentPerform(iterations: threads) { thread in
        while true {
          let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
          if number >= count { return }
          unchecked.body(thread, number)
        }
      }
    }
  }

  private struct Unchecked: @unchecked Sendable { var body: (Int, Int) -> Void }
}
