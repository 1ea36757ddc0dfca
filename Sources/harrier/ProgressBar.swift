import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Progress on standard error: a bar on a terminal, a line a minute elsewhere.
final class ProgressBar: Sendable {
  private struct State {
    var start = ContinuousClock.now
    var last: ContinuousClock.Instant?
    var isShown = false
  }

  private let state = Mutex(State())
  private let isTerminal = isatty(2) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"

  func show(share: Double, detail: String) {
    state.withLock { state in
      let now = ContinuousClock.now
      let pause = isTerminal ? Duration.milliseconds(100) : .seconds(60)
      if let last = state.last, now - last < pause { return }
      if !isTerminal, state.last == nil {
        state.last = now
        return
      }
      state.last = now
      let elapsed = Seconds.of(now - state.start)
      let left = share > 0.01 ? elapsed / share - elapsed : .nan
      let time = left.isFinite ? ", \(Self.clock(left)) left" : ""
      if isTerminal {
        let filled = Int(share * 30)
        let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
        write("\r\u{1B}[K\(bar) \(Int(share * 100)) %  \(detail)\(time)")
        state.isShown = true
      } else {
        write("\(Int(share * 100)) %  \(detail)\(time)\n")
      }
    }
  }

  func finish() {
    state.withLock { state in
      if state.isShown { write("\r\u{1B}[K") }
      state.isShown = false
    }
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }

  private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Wall-clock seconds, for rates that are shown.
enum Seconds {
  static func of(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  static func since(_ start: ContinuousClock.Instant) -> Double { of(ContinuousClock.now - start) }
}
