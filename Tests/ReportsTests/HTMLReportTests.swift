import Foundation
import HarrierResults
import HarrierScoring
import Testing

@testable import HarrierReports

struct HTMLReportTests {
  private func page(_ records: [Record], text: String? = nil) -> String {
    HTMLReport.render(
      records: records, jobs: text == nil ? Samples.jobs : Samples.hostileJobs(),
      rawEvents: Samples.rawEvents(records), annotations: Samples.annotations(text: text),
      categories: Samples.categories(text: text), summary: Samples.summary(text: text))
  }

  @Test func `the page tells its story without a script`() {
    let html = page(Samples.findings)
    for words in [
      "40 findings", "1,234,567 events read", "ModifySnapshotAttribute", "app-WAF-role", "203.0.113.10",
      "more</li>", "over several buckets", "&lt; 1", "&lt;unknown&gt;", "no GeoIP database",
      "rare_asn_for_user",
      "once in a decade", "source.port is “ssh2”", "and 50 more in annotations.ndjson",
      "a new level since 3 hours",
      "the whole job", "Category", "user &lt;*&gt; left", "user eve left",
    ] {
      let isThere = html.contains(words)
      #expect(isThere, "\(words)")
    }
  }

  @Test(arguments: Samples.hostile)
  func `nothing from a log becomes markup`(text: String) throws {
    let html = page(Samples.hostileFindings, text: text)
    for raw in [
      "<script>alert", "</script><", "<img", "a\u{0}b", "\u{2028}", "\u{2029}", "\u{1B}",
      "\u{202E}", "\u{7}",
    ] {
      let isThere = html.contains(raw)
      #expect(!isThere, "\(raw.debugDescription) is in the page")
    }
    // The data's own strings may hold a quotation mark behind a backslash: no attribute ends there.
    let opensAttribute = html.components(separatedBy: "<script type")[0].contains("\" onmouseover")
    #expect(!opensAttribute)
    let hasComment = html.contains("<!--")
    #expect(!hasComment)
    #expect(html.components(separatedBy: "</script>").count == 3)
    #expect(html.components(separatedBy: "<script").count == 3)
  }

  @Test func `the embedded data is JSON, and holds no character of markup`() throws {
    let records = Samples.hostileFindings
    let json = PageData.json(
      stories: Story.told(by: records).map { PageStory($0, records) }, jobs: Samples.hostileJobs(),
      rawEvents: Samples.rawEvents(records))
    #expect(!json.contains { "<>&\u{2028}\u{2029}".contains($0) })
    let object = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    #expect((object?["findings"] as? [Any])?.count == records.count)
  }

  @Test func `the page asks the network for nothing`() {
    let html = page(Samples.findings)
    for reference in ["http://", "https://", "src=", "url(", "@import", "<link", "href=\"//"] {
      let allowed = html.replacing("http://www.w3.org/2000/svg", with: "")
      #expect(!allowed.contains(reference), "\(reference)")
    }
    #expect(html.contains("default-src 'none'") && !html.contains("unsafe-inline"))
  }

  @Test func `more findings than a page can hold are cut, and it says so`() {
    let records = (0..<600).map { Samples.record($0) }
    let html = page(records)
    #expect(html.components(separatedBy: "<tbody role=\"rowgroup\" class=\"finding\"").count == 501)
    #expect(html.contains("500 strangest of 600"))
  }

  @Test func `findings about the same events are one row, and its reasons tell the others`() {
    let html = page(Samples.toldTwice)
    #expect(html.components(separatedBy: "<tbody role=\"rowgroup\" class=\"finding\"").count == 3)
    #expect(html.contains("and 1 other job"))
    #expect(html.contains(#"["rare_country_for_user","61","more than 100x higher"]"#))
    #expect(html.contains(#"<option value="rare_country_for_user">"#))
  }

  @Test func `a column that is empty in all rows is left out`() {
    let rare = Samples.rare(0, score: 30, user: "u", action: "a")
    #expect(!page([rare]).contains("data-column=\"typical\""))
    #expect(page(Samples.findings).contains("data-column=\"typical\""))
  }

  @Test func `no findings is a page as well`() {
    #expect(page([]).contains("Nothing was strange enough"))
  }

  @Test func `the same findings are the same bytes`() {
    #expect(page(Samples.findings) == page(Samples.findings))
  }

  /// Leaves pages for `Tests/Browser/report_test.py` where HARRIER_PAGES names a folder.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["HARRIER_PAGES"] != nil))
  func `pages for the browser are written`() throws {
    let folder = try #require(ProcessInfo.processInfo.environment["HARRIER_PAGES"])
    try AtomicFile.write(page(Samples.findings), to: "\(folder)/realistic.html")
    let hostile = page(Samples.hostileFindings, text: Samples.hostile[0])
    try AtomicFile.write(hostile, to: "\(folder)/hostile.html")
    let full = HTMLReport.maximumRows
    try AtomicFile.write(page((0..<full).map { Samples.record($0) }), to: "\(folder)/full.html")
  }
}

struct SHA256Tests {
  /// FIPS 180-4's own examples, from NIST's "Examples with Intermediate Values".
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `the standard's examples`(text: String, expected: String) {
    let digest = SHA256.digest(Array(text.utf8))
    #expect(digest.map { String(format: "%02x", $0) }.joined() == expected)
  }
}
