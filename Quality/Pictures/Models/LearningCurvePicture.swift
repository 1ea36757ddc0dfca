import Foundation
import HarrierModels
import HarrierTesting

/// Users who join one after the other and bring words by Zipf's law: many at first, few later.
enum LearningCurvePicture: Picture {
  static let name = "learning-curve"
  private static let users = 36
  /// Hours between one user and the next.
  private static let gap = 20
  private static let hours = 760
  /// A word of nobody.
  private static let nobodys: UInt32 = 1 << 30

  static func draw() -> Chart {
    var random = TestRandom(seed: 7 << 40)
    let model = RareValues(isPartitioned: true, bucketSeconds: 3600)
    var looks: [Int: (news: Double, expected: Double, count: Double)] = [:]
    for hour in 0..<hours {
      var evidence: [RareValues.Evidence] = []
      for user in 0..<min(users, hour / gap + 1) {
        let words = Set((0..<6).map { _ in word(&random) }).sorted()
        let part = RareValues.Evidence(
          partition: UInt32(user), members: 1, categories: words.map { ($0, 1) })
        let judged = model.judge(part, bucket: Int64(hour))
        // Four steps to a doubling of age.
        let age = Int((4 * place(judged[0].totalBuckets)).rounded())
        // A word that several take up at once is a roll-out, and nobody's own find.
        let isNews = judged.contains { $0.isNew && $0.wave < 3 }
        let before = looks[age] ?? (0, 0, 0)
        looks[age] = (
          before.news + (isNews ? 1 : 0), before.expected + judged[0].noveltyRate, before.count + 1
        )
        evidence.append(part)
      }
      model.learn(evidence, bucket: Int64(hour))
    }
    let strange = (0..<users).map { user in
      let part = RareValues.Evidence(partition: UInt32(user), members: 1, categories: [(nobodys, 1)])
      let judged = model.judge(part, bucket: Int64(hours))[0]
      return Point(x: place(judged.totalBuckets), y: judged.surprisal)
    }
    let ages = looks.keys.sorted().filter { looks[$0]!.count >= 15 }
    return chart(
      actual: ages.map { Point(x: Double($0) / 4, y: looks[$0]!.news / looks[$0]!.count) },
      expected: ages.map { Point(x: Double($0) / 4, y: looks[$0]!.expected / looks[$0]!.count) }, strange)
  }

  /// Of three hundred, by Zipf's law: P(rank ≤ k) = ln k / ln 300.
  private static func word(_ random: inout TestRandom) -> UInt32 {
    UInt32(exp(random.uniform() * log(300.0)))
  }

  private static func place(_ age: Int) -> Double { log2(Double(age + 1)) }

  private static func chart(actual: [Point], expected: [Point], _ strange: [Point]) -> Chart {
    let most = strange.max { $0.y < $1.y }!
    return Chart(
      title: "LearningCurve: what is new to the new is no news",
      description:
        "Share of hours in which users bring a word of their own that is new to them, by age: many at first, few after hundreds of hours, and the expectation for a user of that age beside it. Below, the surprisal of a word that nobody ever showed: it is strange for every user, as all are past the age at which much is new.",
      axis: "age: log₂ of one more than the hours in which the user was seen",
      panels: [
        Panel(
          title: "share of hours with news of one's own",
          layers: [.line("actual", .actual, actual), .line("expected", .expected, expected)]),
        Panel(
          title: "surprisal of a word of nobody, nats", height: 130,
          layers: [.dots("a user", strange), .mark("the strangest", most)]),
      ])
  }
}
