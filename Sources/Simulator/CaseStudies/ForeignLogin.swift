/// Stolen accounts: one used from a country never seen, one used in a way its owner never does.
enum ForeignLogin: CaseStudy {
  static let scenario = Scenario(
    id: "foreign-login", title: "A log-in from a new country, and one by a user of keys",
    attack: ["T1078.004", "T1098", "T1548"],
    summary:
      "An account logs in, assumes a role and changes trust from a new country; another, only ever used by keys, logs in to the console.",
    jobs: ["rare_method_for_a_country", "rare_method_for_a_user"])

  static func play(on stage: inout Stage) {
    let user = stage.cloudUser(isAdministrator: true)
    let start = stage.moment()
    let place = stage.random.pick([
      CloudPlace(
        address: "198.51.100.240", city: "Almaty", country: "Kazakhstan", code: "KZ",
        network: "Steppe Online", number: 64_910),
      CloudPlace(
        address: "198.51.100.241", city: "Lagos", country: "Nigeria", code: "NG", network: "Lagoon Wireless",
        number: 64_911),
      CloudPlace(
        address: "198.51.100.242", city: "Minsk", country: "Belarus", code: "BY", network: "Dvina Telecom",
        number: 64_912),
    ])
    for (index, call) in [
      CloudCall("ConsoleLogin", "signin", "null"), CloudCall("AssumeRole", "sts"),
      CloudCall("UpdateAssumeRolePolicy", "iam"),
    ].enumerated() {
      stage.call(call, by: user, at: start + Milliseconds(index) * 95_000, from: place)
    }
    stage.expect(
      "UpdateAssumeRolePolicy from \(place.city)", in: .cloud, from: start, to: start + 190_000,
      jobs: ["rare_method_for_a_country"],
      match: [
        "source.geo.country_iso_code": place.countryCode, "source.ip": place.address,
        "event.action": "AssumeRole",
      ])
    let keys = stage.cloudUser(usesConsole: false)
    let later = start + 5_400_000
    stage.call(CloudCall("ConsoleLogin", "signin", "null"), by: keys, at: later, agent: CloudStaff.console)
    stage.expect(
      "ConsoleLogin by a user of keys", in: .cloud, from: later, to: later, jobs: ["rare_method_for_a_user"],
      match: ["user.name": keys.name, "event.action": "ConsoleLogin"])
  }
}
