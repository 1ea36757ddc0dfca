/// How often a hunt puts itself aside, and where to.
public struct CheckpointPlan: Sendable {
  /// Wall time between two checkpoints, in seconds; 0 for one after each round. It decides when one is taken, and
  /// nothing else.
  public var seconds: Double
  /// Keeps a checkpoint in place of the one before. An error is told and the hunt goes on.
  public var write: @Sendable (Checkpoint) throws -> Void

  public static let usualSeconds = 300.0

  public init(seconds: Double = Self.usualSeconds, write: @escaping @Sendable (Checkpoint) throws -> Void) {
    self.seconds = seconds
    self.write = write
  }
}

/// When the next checkpoint is due.
struct CheckpointClock {
  /// Of the wall time, at most this share goes into checkpoints: a state that takes a minute to write is not written
  /// every five.
  private static let mostShare = 0.05
  private let plan: CheckpointPlan
  private let began = ContinuousClock.now
  private var due: ContinuousClock.Instant
  /// Checkpoints that could not be written, and why the last one could not.
  private(set) var failures = 0
  private(set) var reason = ""

  init(_ plan: CheckpointPlan) {
    self.plan = plan
    due = began + .seconds(plan.seconds)
  }

  var isDue: Bool { ContinuousClock.now >= due }
  var secondsSoFar: Double { (ContinuousClock.now - began) / .seconds(1) }

  /// Takes one, where making it began at a time.
  mutating func take(_ checkpoint: Checkpoint, since start: ContinuousClock.Instant) {
    do { try plan.write(checkpoint) } catch {
      failures += 1
      reason = "\(error)"
    }
    let end = ContinuousClock.now
    due = end + max(.seconds(plan.seconds), plan.seconds > 0 ? (end - start) / Self.mostShare : .zero)
  }
}
