/// Much traffic to a country that usually gets little.
enum CountrySpike: CaseStudy {
  static let scenario = Scenario(
    id: "country-spike", title: "A spike to one country", attack: ["T1041", "T1048"],
    summary:
      "One or two machines open 500 to 2,000 connections a quarter of an hour to a country that gets a few.",
    jobs: ["high_count_by_destination_country"])

  static func play(on stage: inout Stage) {
    let country = stage.random.pick(["Russia", "Brazil", "Poland", "Finland", "Italy"])
    let organisation = stage.organisation(in: country)
    let sources = (0..<stage.random.within(1...2)).map { _ in stage.victim(.laptop, .developer) }
    let start = stage.moment(on: sources[0])
    let buckets = stage.random.within(2...4)
    let counts = (0..<buckets).map { _ in stage.random.within(500...2000) }
    let talker = Talker("msedge.exe", in: #"C:\Program Files (x86)\Microsoft\Edge\Application\"#, as: .owner)
    stage.add(.network) { batch, random in
      for (bucket, count) in counts.enumerated() {
        for _ in 0..<count {
          ConnectionWriter().write(
            talker, on: sources[random.chance(0.7) ? 0 : sources.count - 1],
            to: .outside(organisation, lastByte: random.within(20...24)),
            port: 443,
            at: start + Milliseconds(bucket) * 900_000 + Milliseconds(random.below(900_000)), in: batch,
            &random)
        }
      }
    }
    stage.expect(
      "A spike of connections to \(country)", in: .network, from: start,
      to: start + Milliseconds(buckets) * 900_000,
      jobs: ["high_count_by_destination_country"],
      match: [
        "destination.geo.country_name": country, "destination.as.organization.name": organisation.name,
        "source.ip": sources[0].address,
      ])
  }
}
