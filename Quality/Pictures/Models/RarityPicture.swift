import HarrierModels
import HarrierTesting

/// A word that was never seen, in a world of thirty words.
enum RarityPicture: Picture {
  static let name = "rare-values"

  static func draw() -> Chart {
    let looks = RarityWorld(.wordInTenDays, seed: 6, injection: .newWord, days: 32)
    let hours = looks.strangestByHour.filter { $0.day >= 7 }
    let members = Set(looks.looks.map(\.member)).sorted()
    let news = looks.looks.filter { $0.day >= 7 && $0.news > 0 }.map {
      Point(x: $0.day, y: Double(members.firstIndex(of: $0.member)! + 1))
    }
    let strangest = hours.filter { $0.day >= Double(SyntheticWorld.injectionDay) + 1 }.max {
      $0.surprisal < $1.surprisal
    }!
    return Chart(
      title: "RareValues: a word that was never seen",
      description:
        "Eight users use thirty words, a few often and many rarely; now and then one shows a word that is new to it. The surprisal of the strangest word of each hour stays low while the others know the word; words that nobody knows stand out, the injected one on day 31 among them.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "users who show a word that is new to them, by number", height: 110,
          layers: [.dots("an hour of one", news)]),
        Panel(
          title: "surprisal of the strangest word, nats",
          layers: [
            .bars("of each hour", hours.map { Point(x: $0.day, y: $0.surprisal) }),
            .mark("never seen before", Point(x: strangest.day, y: strangest.surprisal)),
          ]),
      ])
  }
}
