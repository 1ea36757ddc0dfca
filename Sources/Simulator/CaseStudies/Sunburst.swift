/// A dozen names that carry a victim's name, encoded, to a domain nobody here has asked for.
///
/// ## Source
/// The campaign published in December 2020; the domain as published.
enum Sunburst: CaseStudy {
  static let scenario = Scenario(
    id: "sunburst", title: "SUNBURST: a few long names under avsvmcloud.com",
    attack: ["T1071.004", "T1568.002", "T1195.002"],
    summary: "One server asks for ten to fourteen encoded names in an hour or two.", jobs: ["dns_tunneling"])

  static func play(on stage: inout Stage) {
    let host = stage.victim(.windowsServer, .windowsCloud, .fileServer)
    let start = stage.moment(on: host)
    let count = stage.random.within(10...14)
    let times = (0..<count).map {
      start + Milliseconds($0) * 480_000 + Milliseconds(stage.random.below(300_000))
    }
    stage.add(.names) { batch, random in
      for time in times {
        let seed = random.next()
        let length = random.within(28...36)
        QuestionWriter().write(
          label: {
            $0.append(alphabet: ByteBuffer.base32, bits: 5, seed: seed, characters: length)
            $0.append(".appsync-api.eu-west-1")
          }, domain: "avsvmcloud.com", by: "svchost.exe", on: host, as: .networkService, at: time, in: batch,
          &random)
      }
    }
    stage.expect(
      "Encoded names under avsvmcloud.com", in: .names, from: start, to: times.last ?? start,
      jobs: ["dns_tunneling"],
      match: ["dns.question.registered_domain": "avsvmcloud.com", "host.name": host.name])
  }
}
