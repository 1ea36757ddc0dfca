/// The firewall's own role lists buckets and copies them, through an anonymiser.
///
/// ## Source
/// The indictment in the Capital One case (2019).
enum WafRole: CaseStudy {
  static let scenario = Scenario(
    id: "waf-role", title: "Capital One: a firewall's role copies buckets",
    attack: ["T1078.004", "T1580", "T1530"],
    summary:
      "app-WAF-role calls ListBuckets and GetObject from an anonymiser in a city it has never called from.",
    jobs: ["rare_method_for_a_user", "rare_method_for_a_city", "rare_method_for_a_country"])

  static func play(on stage: inout Stage) {
    let role = stage.cloudRole(CloudStaff.wafRole)
    let start = stage.moment()
    let place = stage.random.pick([
      CloudPlace(
        address: "198.51.100.230", city: "Bucharest", country: "Romania", code: "RO",
        network: "Quiet Relay Networks", number: 64_900),
      CloudPlace(
        address: "198.51.100.231", city: "Panama City", country: "Panama", code: "PA",
        network: "Hidden Harbor VPN", number: 64_901),
      CloudPlace(
        address: "198.51.100.232", city: "Reykjavik", country: "Iceland", code: "IS",
        network: "Onion Exit Hosting", number: 64_902),
    ])
    let calls =
      [CloudCall("ListBuckets", "s3"), CloudCall("ListObjectsV2", "s3")]
      + (0..<stage.random.within(20...50)).map { _ in CloudCall("GetObject", "s3") }
    var time = start
    for call in calls {
      stage.call(call, by: role, at: time, from: place, agent: "aws-cli/1.16.140 Python/3.7.3 Linux/4.15")
      time += Milliseconds(2000 + stage.random.below(30_000))
    }
    stage.expect(
      "ListBuckets by the firewall's role", in: .cloud, from: start, to: time,
      jobs: ["rare_method_for_a_user"],
      match: ["user.name": role.name, "event.action": "ListBuckets"])
    stage.expect(
      "ListBuckets from \(place.city)", in: .cloud, from: start, to: time,
      jobs: ["rare_method_for_a_city", "rare_method_for_a_country"],
      match: [
        "source.geo.city_name": place.city, "source.geo.country_iso_code": place.countryCode,
        "event.action": "ListBuckets", "source.ip": place.address,
      ])
  }
}
