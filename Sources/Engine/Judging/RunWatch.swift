import HarrierDetectors
import HarrierModels
import HarrierScoring
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// The second question of a look at a number: are a key's last values strange together, where none needs to be by
/// itself? With a calibration of its own.
///
/// One cause, one record. A run is told at a bucket that is itself on the run's side, where it is rarer than daily; and again
/// only when it has become as much rarer as a week is than a day, until it has been ordinary in between.
///
/// All its buckets are looks of the calibration until it is told, though they share most of their values: so a run is told more rarely
/// than its return period says, which pays for most of the second question. The rest is a factor of four: two for the two
/// questions (Bonferroni), and two because bursts last, so that the values of a run are less independent than the model
/// has them.
struct RunWatch: StateCodable {
  private var calibration: Calibration
  /// Of this bucket, learnt when it is over.
  private var looks: [Double] = []

  /// What is kept of a key.
  struct Memory: StateCodable {
    var run = RecentRun()
    /// ln of the return period that was told last; 0 for none.
    fileprivate var told: Float = 0

    init() {}

    /// Whether an answer needs to know how high (or low) the run is: not on the other side than is looked for, unless
    /// what was told may be over.
    func asks(upper: Bool, isAbove: Bool, side: Side) -> Bool {
      told != 0 || (isAbove == upper && side != (upper ? .low : .high))
    }

    func encode(to writer: inout StateWriter) {
      run.encode(to: &writer)
      if run.weight > 0 { writer.write(told) }
    }

    init(from reader: inout StateReader) throws(StateReader.Failure) {
      run = try RecentRun(from: &reader)
      if run.weight > 0 { told = try reader.readFloat() }
    }
  }

  struct Answer {
    var surprisal: Double
    var isHigh: Bool
    /// nil where it is not to be told.
    var verdict: Calibration.Verdict?
  }

  /// The price of a second question, in return periods.
  private static let chances = 4.0
  /// A run below this surprisal is ordinary again.
  private static let ordinary = 1.5
  /// What makes a run worth telling again: a week is seven days.
  private static let growth = Float(log(7.0))

  init(bucketSeconds: Int64) {
    calibration = Calibration(bucketSeconds: bucketSeconds, sharpening: Calibration.mostSharpening)
  }

  /// - Parameters:
  ///   - memory: of the key, with this bucket's value.
  ///   - tails: surprisal of the run on both sides, as far as ``Memory/asks(upper:isAbove:side:)``.
  ///   - isAbove: whether this bucket's value is above what was expected of it.
  mutating func ask(
    _ memory: inout Memory, tails: (upper: Double, lower: Double), isAbove: Bool, side: Side, bucket: Int64
  ) -> Answer? {
    guard memory.run.isLong else { return nil }
    if max(tails.upper, tails.lower) < Self.ordinary { memory.told = 0 }
    let surprisal = Self.surprisal(tails, isAbove: isAbove, side: side)
    // A run that was told is one look as long as it goes on, or a long silence would teach that silences are usual.
    let isTold = memory.told != 0
    if !isTold { looks.append(surprisal) }
    var answer = Answer(surprisal: max(0, surprisal - log(Self.chances)), isHigh: isAbove)
    guard surprisal > 2 else { return answer }
    let verdict = calibration.verdict(surprisal: surprisal, bucket: bucket).amongChances(Self.chances)
    guard verdict.seconds >= max(ReturnPeriod.day, verdict.least) else { return answer }
    let rarity = Float(log(verdict.uncapped))
    guard memory.told == 0 || rarity >= memory.told + Self.growth else { return answer }
    memory.told = rarity
    if isTold { looks.append(surprisal) }
    answer.verdict = verdict
    return answer
  }

  /// What the surprisal of an answer comes to by what is known now.
  func verdict(surprisal: Double, bucket: Int64) -> Calibration.Verdict {
    calibration.verdict(surprisal: surprisal + log(Self.chances), bucket: bucket).amongChances(Self.chances)
  }

  private static func surprisal(
    _ tails: (upper: Double, lower: Double), isAbove: Bool, side: Side
  ) -> Double {
    switch side {
    case .high: isAbove ? max(0, tails.upper) : 0
    case .low: isAbove ? 0 : max(0, tails.lower)
    case .both: max(0, (isAbove ? tails.upper : tails.lower) - side.price)
    }
  }

  mutating func settle(bucket: Int64) {
    calibration.learn(looks, bucket: bucket)
    looks = []
  }

  mutating func skip(buckets: Int64) { calibration.skip(buckets: buckets) }

  func encode(to writer: inout StateWriter) { calibration.encode(to: &writer) }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    calibration = try Calibration(from: &reader)
  }
}
