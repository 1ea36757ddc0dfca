import HarrierEvents
import HarrierFormats
import Testing

/// What the first lines of a table say of its columns.
struct DelimitedHeaderTests {
  private func recognise(_ text: String) throws -> (format: String, header: DelimitedHeader?) {
    let found = try [UInt8](text.utf8).withUnsafeBufferPointer {
      try FormatRegistry.builtIn.recognise(head: $0)
    }
    guard case .delimited(let header) = found.syntax else { return (found.name, nil) }
    return (found.name, header)
  }

  private let fields = ["date", "time", "s-ip", "cs-method", "cs-uri-stem", "sc-status"]

  @Test func `the extended format's names are those behind Fields, its values lie between blanks`() throws {
    let names = fields.joined(separator: " ")
    let found = try recognise(
      "#Software: IIS\r\n#Version: 1.0\r\n#Date: 2026-01-05 09:15:00\r\n#Fields: \(names)\r\n2026-01-05 09:15:00 192.0.2.1 GET / 200\r\n"
    )
    #expect(found.format == "iis.access (W3C extended log)")
    #expect(found.header?.columns == fields && found.header?.delimiter == 0x20)
    #expect(found.header?.quoted == false && found.header?.unset == ["-"])
  }

  @Test func `tabs between the values are told by the first record`() throws {
    let names = fields.joined(separator: " ")
    let record = "2026-01-05\t09:15:00\t192.0.2.1\tGET\t/a b\t200"
    #expect(try recognise("#Version: 1.0\n#Fields: \(names)\n\(record)\n").header?.delimiter == 0x09)
  }

  @Test func `names between commas have values between commas, in quotes`() throws {
    let names = fields.joined(separator: ",")
    let header = try recognise("#Fields: \(names)\n2026-01-05,09:15:00,192.0.2.1,GET,\"/a,b\",200\n").header
    #expect(header?.delimiter == 0x2C && header?.quoted == true && header?.columns == fields)
  }

  @Test func `a record with quotes has quoted values`() throws {
    let names = (fields + ["cs(User-Agent)"]).joined(separator: " ")
    let record = "2026-01-05 09:15:00 192.0.2.1 GET / 200 \"Mozilla/5.0 (X11)\""
    #expect(try recognise("#Fields: \(names)\n\(record)\n").header?.quoted == true)
  }

  /// Or somebody who asks a web server for a page says how its whole log is read.
  @Test func `a quote in the extended format never goes over a line's end`() throws {
    let names = fields.joined(separator: " ")
    let header = try recognise("#Fields: \(names)\n2026-01-05 09:15:00 192.0.2.1 GET \"/ 200\n").header
    #expect(header?.spansLines == false)
  }

  @Test func `PostgreSQL's csvlog has the columns that its version writes, though no line names them`() throws
  {
    let record =
      #"2026-01-05 09:15:00.123 UTC,"app","shop",1,"192.0.2.7:1",6.4,2,"SELECT",2026-01-05 09:15:00 UTC,3/1,0,LOG,00000,"statement: a, ""b""",,,,,,,,,"psql""#
    for (more, count) in [("", 23), (",\"client backend\"", 24), (",\"client backend\",,0", 26)] {
      let found = try recognise(record + more + "\n")
      #expect(found.format == "postgresql.log (CSV)" && found.header?.columns.count == count)
    }
    #expect(try recognise("a,b,c,d,e,f,g,h,i,j,k,LOG,00000,time\n").header?.columns.first == "a")
  }

  @Test(arguments: [
    "#Version: 1.0\n#Date: 2026-01-05\n", "#Fields:\n2026-01-05 09:15:00\n", "#Fields: a b\n1 2\n",
  ])
  func `directives without names that a mapping knows are no log`(text: String) {
    #expect(throws: UnrecognisedFormat.self) { try recognise(text) }
  }
}
