import Foundation
import Testing

struct ResultsCommandTests {
  private let harrier: Command

  init() throws { harrier = try Command() }

  /// Two hunts, one a day: in each somebody runs what nobody ran.
  private func hunt(_ newcomers: [String]) throws {
    try harrier.write(
      """
      id: users
      title: Users that are new
      bucket: 1h
      detectors: [{function: rare, by: user.name}]
      influencers: [user.name, host.name]
      """, as: "users.yml")
    for (index, newcomer) in newcomers.enumerated() {
      let lines = (0..<288).map { slot in
        let clock = [slot / 12, slot % 12 * 5].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let (user, host) = slot == 280 ? (newcomer, "SRV-9") : ("ann", "WS-1")
        return """
          {"@timestamp":"2026-01-0\(index + 5)T\(clock[0]):\(clock[1]):00Z","event.action":"run","user.name":"\(user)","host.name":"\(host)"}
          """
      }
      try harrier.write(lines.joined(separator: "\n") + "\n", as: "day\(index).ndjson")
      let run = try harrier(
        "hunt", "day\(index).ndjson", "--jobs", "users.yml", "--mode", "live", "--out", "daily/\(index)")
      #expect(run.status == 0, "\(run.errors)")
    }
  }

  private func users(_ run: Command.Run) throws -> [String] {
    try run.output.split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return try #require(object?["by_field_value"] as? String)
    }
  }

  @Test func `findings of several hunts are asked again`() throws {
    try hunt(["eve", "mallory"])
    let all = try harrier("results", "daily", "--format", "ndjson")
    #expect(try users(all).suffix(1) == ["mallory"] && users(all).contains("eve"))
    let first = try harrier(
      "hunt", "day0.ndjson", "--jobs", "users.yml", "--mode", "live", "--format", "ndjson")
    #expect(try harrier("results", "daily/0/", "--format", "ndjson").output == first.output)

    let named = try harrier("results", "daily", "--with", "EVE", "--format", "ndjson")
    #expect(try users(named) == ["eve"])
    let onHost = try harrier(
      "results", "daily", "--with", "srv-9", "--from", "2026-01-06", "--format", "ndjson")
    #expect(try users(onHost) == ["mallory"])
    #expect(
      try harrier("results", "daily", "--jobs", "users", "--to", "2026-01-05").output == "No findings.\n")
    #expect(try harrier("results", "daily", "--jobs", "dns").output == "No findings.\n")
    let other = try harrier("results", "daily", "--jobs", "usres")
    #expect(other.status == 1 && other.errors.contains("no job, pack or file is called “usres”"))
    let twice = try harrier("results", "daily", "daily/0", "daily/0/harrier.sqlite", "--format", "ndjson")
    #expect(twice.output == all.output)
    let text = try harrier("results", "daily", "--with", "mallory")
    #expect(text.output.contains("1 finding:") && text.output.contains("users"), "\(text.output)")
    #expect(try harrier("results", "daily", "--min-score", "99").output == "No findings.\n")
    let page = try harrier("results", "daily", "--format", "html")
    #expect(page.output.contains("576 events read") && page.output.contains("mallory"))
    #expect(page.output.contains("\"title\":\"Users that are new\""), "\(page.output.suffix(2000))")
  }

  @Test func `hunts, and who took part in what they found`() throws {
    try hunt(["eve", "mallory"])
    let runs = try harrier("results", "runs", "daily").output.split(separator: "\n")
    #expect(runs.count == 3)
    #expect(runs[1].hasPrefix("daily/0") && runs[1].contains("2026-01-05 00:00  2026-01-05 23:55  live"))
    let hosts = try harrier("results", "entities", "daily", "--field", "host.name").output
      .split(separator: "\n")
    #expect(hosts[1].hasPrefix("host.name  SRV-9"), "\(hosts)")
    #expect(hosts[1].contains("2026-01-05 23:00  2026-01-06 23:00"))
    let lines = try harrier("results", "runs", "daily", "--format", "ndjson").output.split(separator: "\n")
    let objects = try lines.map { try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
    #expect(objects.map { $0?["folder"] as? String } == ["daily/0", "daily/1"])
    #expect(objects.first??["eventsRead"] as? Int == 288, "\(lines)")
    let table = try harrier("results", "entities", "daily", "--field", "host.name", "--format", "csv").output
    #expect(table.hasPrefix("field,value,score,total,first,last,jobs\r\nhost.name,SRV-9,"), "\(table)")
    #expect(table.contains(",2026-01-05T23:00:00.000Z,2026-01-06T23:00:00.000Z,users\r\n"))
    let who = try harrier("results", "entities", "daily", "--top", "1", "--format", "ndjson").output
    #expect(who.split(separator: "\n").count > 1 && who.contains(#""influencer_field_value":"SRV-9""#))
    let nobody = try harrier("results", "entities", "daily", "--with", "nobody", "--format", "ndjson")
    #expect(nobody.output.isEmpty && nobody.status == 0)
    let none = try harrier("results", "entities", "daily", "--with", "nobody")
    #expect(none.output == "Nobody took part.\n")
    let stray = try harrier("results", "entities", "daily", "--field", "host.nam")
    #expect(stray.status == 1 && stray.errors.contains("there are host.name, user.name"), "\(stray.errors)")
  }

  @Test func `a folder without findings says what is expected`() throws {
    let run = try harrier("results", "nowhere")
    #expect(run.status == 2)
    #expect(run.errors.contains("nowhere/harrier.sqlite: there is no such result store"))
    let order = try harrier("results", "nowhere", "--from", "2026-01-06", "--to", "2026-01-05")
    #expect(order.status == 1 && order.errors.contains("--from is not before --to"))
  }
}
