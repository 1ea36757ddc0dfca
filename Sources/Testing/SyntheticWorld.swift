import Foundation

/// A stationary world without intruders, and what may be injected into it: what scores promise is counted here.
///
/// Eight members (`user.name`), or a population that grows by one a day, use words (`event.action`, Zipf over
/// thirty) and move bytes (`destination.bytes`, log-normal), a line an event.
public struct SyntheticWorld {
  public enum Kind: String, CaseIterable, Sendable {
    /// Poisson counts.
    case steady
    /// Negative binomial counts, r = 2 a member and hour.
    case bursty
    /// Poisson counts, nine times as many at work as at night and on days of rest.
    case weekly
    /// Poisson counts; a population of 20 that a member joins every day.
    case growing
    /// As steady, with new words at random: one in ten days, one a day, 24 a day.
    case wordInTenDays = "word in 10 d"
    case wordADay = "word a day"
    case wordAnHour = "24 words a day"

    public var newWordsPerDay: Double {
      switch self {
      case .wordInTenDays: 0.1
      case .wordADay: 1
      case .wordAnHour: 24
      default: 0
      }
    }
  }

  /// Something that does not belong there, from ``injectionDay`` on.
  public enum Injection: String, CaseIterable, Sendable {
    /// For an hour one member has three (ten) times its events.
    case spike3 = "×3 events"
    case spike10 = "×10 events"
    /// For an hour one member's events move ten times the bytes.
    case bytes10 = "×10 bytes"
    /// One event with a word that was never seen.
    case newWord = "a new word"
    /// Twenty events of one member with words that were never seen.
    case newWords = "20 new words"
    /// All events double within a week, a little every hour, and stay so.
    case doubling = "slow doubling"
    /// One member is silent for four hours.
    case memberStops = "a member stops"
    /// All are silent but one, for an hour.
    case sourceStops = "a source stops"
    /// A member never seen before has 100 events with 60 words of its own in an hour.
    case farMember = "a far new member"

    /// How long after its start it may be found.
    public var seconds: Int64 {
      switch self {
      case .doubling: 8 * 86_400
      case .memberStops: 4 * 3600
      default: 3600
      }
    }
  }

  public static let learningDays = 14
  public static let injectionDay = 30
  /// A Thursday at ten.
  public static let injectionStart = TestLog.start + Int64(injectionDay + 1) * 86_400 + 10 * 3600
  /// Events of each member in an hour.
  private static let rates = [24.0, 18, 12, 8, 4, 2, 1, 1]

  public let kind: Kind
  public let injection: Injection?
  private var random: TestRandom
  private var text: [UInt8] = []
  private var newWords = 0

  /// Streams of neighbouring seeds overlap, so they are set far apart.
  public init(_ kind: Kind, seed: UInt64, injection: Injection? = nil) {
    self.kind = kind
    self.injection = injection
    random = TestRandom(seed: seed << 40 &+ UInt64(Kind.allCases.firstIndex(of: kind)!) << 56)
  }

  /// The log of so many days from a Monday on.
  public mutating func log(days: Int) -> [UInt8] {
    text.removeAll(keepingCapacity: true)
    for hour in 0..<(days * 24) { write(hour) }
    return text
  }

  private mutating func write(_ hour: Int) {
    let seconds = TestLog.start + Int64(hour) * 3600
    let since = seconds - Self.injectionStart
    let isInjected = injection.map { since >= 0 && since < $0.seconds } ?? false
    let season = kind == .weekly ? Self.season(seconds) : 1
    for member in 0..<members(hour) {
      var mean = rate(of: member) * season
      if kind == .bursty { mean *= (random.exponential() + random.exponential()) / 2 }
      if injection == .doubling, since >= 0 { mean *= min(2, 1 + Double(since) / (7 * 86_400)) }
      if isInjected, injection == .memberStops, member == 0 { mean = 0 }
      if isInjected, injection == .sourceStops, member != 7 { mean = 0 }
      var count = random.poisson(mean)
      if isInjected, member == 0 {
        if injection == .spike3 { count = 3 * max(2, Int(mean.rounded())) }
        if injection == .spike10 { count = 10 * max(2, Int(mean.rounded())) }
        if injection == .bytes10 { count = max(2, Int(mean.rounded())) }
      }
      for _ in 0..<count {
        let isLarge = isInjected && injection == .bytes10 && member == 0
        event(seconds, member: member, word: nil, factor: isLarge ? 10 : 1)
      }
    }
    for _ in 0..<random.poisson(kind.newWordsPerDay / 24) {
      event(seconds, member: random.zipf(8), word: madeUp(), factor: 1)
    }
    if isInjected { inject(seconds) }
  }

  private mutating func inject(_ seconds: Int64) {
    switch injection {
    case .newWord: event(seconds, member: 2, word: madeUp(), factor: 1)
    case .newWords: for _ in 0..<20 { event(seconds, member: 2, word: madeUp(), factor: 1) }
    case .farMember:
      let words = (0..<60).map { _ in madeUp() }
      for number in 0..<100 { event(seconds, member: 999, word: words[number % 60], factor: 1) }
    default: break
    }
  }

  private func members(_ hour: Int) -> Int { kind == .growing ? 20 + hour / 24 : Self.rates.count }

  private func rate(of member: Int) -> Double {
    kind == .growing ? 4 / (1 + Double(member % 5)) : Self.rates[member]
  }

  private static func season(_ seconds: Int64) -> Double {
    let day = (seconds / 86_400 + 3) % 7
    let hour = seconds / 3600 % 24
    return day < 5 && hour >= 8 && hour < 18 ? 1.8 : 0.2
  }

  /// Without digits, which a name's template would leave out.
  private mutating func madeUp() -> [UInt8] {
    newWords += 1
    return (0..<(8 + random.poisson(3))).map { _ in UInt8(97 + random.next() % 16) }
  }

  private static func known(_ rank: Int) -> [UInt8] {
    Array("call".utf8) + [UInt8(97 + rank % 26), UInt8(97 + rank / 26), 0x71]
  }

  private mutating func event(_ seconds: Int64, member: Int, word: [UInt8]?, factor: Double) {
    let time = seconds + Int64(random.next() % 3600)
    let bytes = Int(factor * exp(7 + random.normal()))
    text += "{\"@timestamp\":\(time),\"user.name\":\"\(Self.name(member))\",\"event.action\":\"".utf8
    text += word ?? Self.known(random.zipf(30))
    text += "\",\"destination.bytes\":\(bytes)}\n".utf8
  }

  private static func name(_ member: Int) -> String {
    String(
      decoding: [UInt8(97 + member / 26 / 26 % 26), UInt8(97 + member / 26 % 26), UInt8(97 + member % 26)],
      as: UTF8.self)
  }

  /// The name of the member that ``Injection`` speaks of.
  public static let firstMember = name(0)
}
