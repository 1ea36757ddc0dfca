/// A network somewhere in the world that our hosts may talk to.
struct Organisation: Sendable {
  let index: Int
  let name: String
  let number: Int
  let country: String
  /// `198.18.7.`: from the range for benchmarks (RFC 2544), which no real host has.
  let prefix: String
  /// `"as":{…},"geo":{…}`
  let json: String
}

/// Countries, how much of the traffic goes there, and the networks in them.
struct Geography: Sendable {
  struct Country: Sendable {
    let name: String
    let code: String
    let city: String
    let share: Double
    let networks: Int
  }

  static let countries: [Country] = [
    ("United States", "US", "Ashburn", 0.59, 14), ("Ireland", "IE", "Dublin", 0.09, 4),
    ("Netherlands", "NL", "Amsterdam", 0.05, 4), ("Germany", "DE", "Frankfurt am Main", 0.06, 5),
    ("United Kingdom", "GB", "London", 0.05, 4), ("India", "IN", "Mumbai", 0.03, 3),
    ("Singapore", "SG", "Singapore", 0.025, 3), ("France", "FR", "Paris", 0.016, 2),
    ("Canada", "CA", "Toronto", 0.014, 2), ("Sweden", "SE", "Stockholm", 0.01, 2),
    ("Japan", "JP", "Tokyo", 0.009, 2), ("Australia", "AU", "Sydney", 0.006, 2),
    ("Russia", "RU", "Moscow", 0.014, 2), ("Brazil", "BR", "São Paulo", 0.009, 1),
    ("Spain", "ES", "Madrid", 0.008, 1), ("Italy", "IT", "Milan", 0.008, 1),
    ("Poland", "PL", "Warsaw", 0.008, 1), ("Switzerland", "CH", "Zurich", 0.003, 1),
    ("Finland", "FI", "Helsinki", 0.008, 1), ("South Korea", "KR", "Seoul", 0.002, 1),
    ("China", "CN", "Shanghai", 0.002, 2), ("Hong Kong", "HK", "Hong Kong", 0.0015, 1),
    ("Israel", "IL", "Tel Aviv", 0.001, 1), ("Czechia", "CZ", "Prague", 0.001, 1),
    ("Romania", "RO", "Bucharest", 0.0006, 1), ("Ukraine", "UA", "Kyiv", 0.0005, 1),
    ("Turkey", "TR", "Istanbul", 0.0004, 1), ("South Africa", "ZA", "Johannesburg", 0.0004, 1),
    // From here on, only on some days: see `CountryBursts`.
    ("Mexico", "MX", "Mexico City", 0, 1), ("Vietnam", "VN", "Hanoi", 0, 1),
    ("Bulgaria", "BG", "Sofia", 0, 1),
    ("Argentina", "AR", "Buenos Aires", 0, 1), ("Kenya", "KE", "Nairobi", 0, 1),
    ("Thailand", "TH", "Bangkok", 0, 1), ("Iceland", "IS", "Reykjavik", 0, 1),
    ("Cyprus", "CY", "Nicosia", 0, 1),
    ("Moldova", "MD", "Chisinau", 0, 1), ("Seychelles", "SC", "Victoria", 0, 1),
    // Never in the background.
    ("Iran", "IR", "Tehran", 0, 1), ("North Korea", "KP", "Pyongyang", 0, 1),
  ].map { Country(name: $0.0, code: $0.1, city: $0.2, share: $0.3, networks: $0.4) }

  /// Countries seen on some days only, with the chance of a day.
  static let sparse: [(name: String, chance: Double)] = [
    ("Mexico", 0.8), ("Vietnam", 0.6), ("Bulgaria", 0.5), ("Argentina", 0.4), ("Kenya", 0.3),
    ("Thailand", 0.4),
    ("Iceland", 0.2), ("Cyprus", 0.15), ("Moldova", 0.1), ("Seychelles", 0.06), ("Turkey", 0.4),
    ("Ukraine", 0.3),
    ("Romania", 0.5), ("Israel", 0.4), ("China", 0.5),
  ]

  let organisations: [Organisation]
  /// Networks in proportion to the traffic they get.
  let usual: Weighted<Int>

  init() {
    var random = Randomness(seed: 0x6E0, Randomness.key("geography"))
    var organisations: [Organisation] = []
    var weights: [(Int, Double)] = []
    for country in Self.countries {
      for rank in 0..<country.networks {
        let index = organisations.count
        organisations.append(Self.makeOrganisation(index, country, &random))
        if country.share > 0 { weights.append((index, country.share / Double(rank + 1))) }
      }
    }
    self.organisations = organisations
    usual = Weighted(weights)
  }

  private static func makeOrganisation(
    _ index: Int, _ country: Country, _ random: inout Randomness
  ) -> Organisation {
    let word = Words.company(&random)
    let name =
      word.prefix(1).uppercased() + word.dropFirst() + " "
      + random.pick(["Cloud", "Telecom", "Hosting", "Networks", "CDN"])
    let number = 64_496 + index
    return Organisation(
      index: index, name: name, number: number, country: country.name,
      prefix: "198.\(18 + index / 250).\(index % 250).",
      json: "\"as\":{\"number\":\(number),\"organization\":{\"name\":\"\(name)\"}},"
        + "\"geo\":{\"city_name\":\"\(country.city)\",\"country_iso_code\":\"\(country.code)\","
        + "\"country_name\":\"\(country.name)\"}")
  }

  func organisations(in country: String) -> [Organisation] { organisations.filter { $0.country == country } }
}
