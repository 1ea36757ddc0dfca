/// The first connection ever to a country.
enum RareCountry: CaseStudy {
  static let scenario = Scenario(
    id: "rare-country", title: "A first connection to a country", attack: ["T1071.001", "T1041"],
    summary: "A handful of connections to a country that nobody here has ever talked to.",
    jobs: ["rare_destination_country"])

  static func play(on stage: inout Stage) {
    let country = stage.random.pick(["Iran", "North Korea"])
    let organisation = stage.organisation(in: country)
    let host = stage.victim(.laptop, .developer)
    let start = stage.moment(on: host)
    let talker = Talker("msedge.exe", in: #"C:\Program Files (x86)\Microsoft\Edge\Application\"#, as: .owner)
    for index in 0..<4 {
      let endpoint = Endpoint.outside(organisation, lastByte: 30 + index % 2)
      stage.connect(talker, on: host, to: endpoint, at: start + Milliseconds(index) * 41_000)
    }
    stage.expect(
      "First connections to \(country)", in: .network, from: start, to: start + 123_000,
      jobs: ["rare_destination_country"],
      match: ["destination.geo.country_name": country, "source.ip": host.address])
  }
}
