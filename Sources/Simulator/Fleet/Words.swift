/// Made-up words: people, projects, companies, domains.
enum Words {
  static let firstNames = [
    "anna", "ben", "carla", "david", "elena", "farid", "grace", "hugo", "ines", "jonas", "keiko", "liam",
    "maria",
    "nils", "olga", "priya", "quentin", "rosa", "samir", "tara", "umar", "vera", "wei", "xenia", "yusuf",
    "zoe",
    "arun", "bella", "chen", "dora", "emil", "fiona", "gustav", "hana", "ivan", "julia", "karl", "lena",
    "mina", "noah",
  ]
  static let lastNames = [
    "abbott", "baker", "costa", "dietz", "evans", "fischer", "garcia", "hansen", "iyer", "jansen", "kumar",
    "lopez",
    "meyer", "novak", "okafor", "patel", "quinn", "rossi", "schmidt", "tanaka", "ueda", "varga", "weber",
    "xu",
    "young", "zhang", "ahmed", "brandt", "cohen", "duarte", "ferrari", "gupta", "haas", "ito", "keller",
    "larsen",
    "moreau", "nair", "owens", "park", "reyes", "singh", "tran", "vogel", "wong",
  ]
  static let syllables = [
    "ba", "cor", "del", "en", "fal", "gra", "hel", "in", "jor", "ka", "lum", "mer", "nor", "ol", "pra", "qui",
    "ren",
    "sol", "ter", "ul", "ver", "wyn", "xan", "yar", "zen", "bri", "cal", "dro", "fen", "hal", "ist", "lor",
  ]
  private static let things = [
    "harbor", "meadow", "summit", "lantern", "anchor", "cedar", "comet", "delta", "ember", "falcon",
    "granite", "hazel",
    "island", "juniper", "kestrel", "lagoon", "maple", "nimbus", "orchid", "pepper", "quartz", "river",
    "saffron",
    "timber", "umber", "violet", "willow", "yarrow", "zephyr", "copper", "birch", "coral",
  ]
  private static let qualities = [
    "bright", "quiet", "north", "silver", "green", "swift", "open", "blue", "deep", "early", "fair", "gold",
    "high",
    "iron", "keen", "light", "mild", "new", "old", "prime", "royal", "stone", "true", "urban", "vivid",
    "wide",
  ]
  private static let verbs = [
    "parse", "bench", "sync", "build", "probe", "merge", "render", "index", "fetch", "train", "shard",
    "batch", "trace",
    "load", "pack", "scan", "diff", "replay", "encode", "graph",
  ]

  /// `merge_lantern`, one of some hundreds: what a developer calls today's program.
  static func project(_ seed: UInt64) -> String {
    let mixed = Randomness.scrambled(seed)
    return verbs[Int(mixed % UInt64(verbs.count))] + "_" + things[Int(mixed >> 32) % things.count]
  }

  /// `brightharbor`: a company or site name without its ending.
  static func company(_ random: inout Randomness) -> String {
    random.chance(0.5)
      ? random.pick(qualities) + random.pick(things)
      : random.pick(syllables) + random.pick(syllables) + random.pick(syllables)
  }

  static let endings = ["com", "com", "com", "net", "org", "io", "dev", "de", "co.uk", "in", "app", "cloud"]

  static func domain(_ random: inout Randomness) -> String { company(&random) + "." + random.pick(endings) }
}
