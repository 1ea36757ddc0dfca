import HarrierModels
import HarrierTesting

/// Host names of an enterprise, and ten that a machine made up.
enum SpellingPicture: Picture {
  static let name = "character-model"

  static func draw() -> Chart {
    var random = TestRandom(seed: 10 << 40)
    var model = CharacterModel()
    for _ in 0..<600 { model.learn(ordinary(&random), weight: 1) }
    let names = (0..<90).map { _ in ordinary(&random) } + (0..<10).map { _ in madeUp(&random) }
    let bits = names.map { name in
      let (bits, characters) = model.bits(of: name)
      return bits / characters
    }
    let strangest = bits.indices.max { bits[$0] < bits[$1] }!
    return Chart(
      title: "CharacterModel: names that nobody would choose",
      description:
        "Bits a character of a hundred names under a model that has learnt six hundred others. Ninety are of the same kind and cost less than one bit; the last ten are random letters and cost some eight.",
      axis: "names, in the order in which they came",
      panels: [
        Panel(
          title: "bits a character",
          layers: [
            .dots("a name", bits.enumerated().map { Point(x: Double($0), y: $1) }),
            .mark("random letters", Point(x: Double(strangest), y: bits[strangest])),
          ])
      ])
  }

  private static func ordinary(_ random: inout TestRandom) -> [UInt8] {
    let first = [
      "mail", "static", "images", "update", "login", "portal", "download", "media", "shop", "print",
    ]
    let second = ["server", "cache", "north", "south", "office", "cloud", "edge", "backup"]
    let words = first[random.zipf(first.count)] + "-" + second[random.zipf(second.count)]
    return Array("\(words)\(random.next() % 10).example.com".utf8)
  }

  private static func madeUp(_ random: inout TestRandom) -> [UInt8] {
    (0..<24).map { _ in UInt8(97 + random.next() % 26) } + Array(".example.com".utf8)
  }
}
