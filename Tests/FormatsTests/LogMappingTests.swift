import HarrierEvents
import HarrierFormats
import HarrierTesting
import Testing

/// A mapping says a thing once: for every spelling, every family, every id.
struct LogMappingTests {
  private func rows(_ yaml: String, wanted: [String], _ lines: [String]) throws -> [[String: String]] {
    let fields = EventFields(wanted)
    let plan = MappingPlan(try LogMapping(yaml: yaml, file: "test.yml"), fields: fields)
    let reader = JSONReader(plan: plan, syntax: .jsonLines)
    let text = Array(lines.joined(separator: "\n").utf8)
    let batch = RowBatch(slotCount: plan.slotCount)
    return (text + [UInt8](repeating: 0, count: ChunkBytes.padding)).withUnsafeBufferPointer { bytes in
      var found: [[String: String]] = []
      reader.begin(ChunkBytes(bytes: bytes.baseAddress!, count: text.count))
      reader.read(into: batch)
      for row in 0..<batch.count {
        var values: [String: String] = [:]
        for (slot, name) in fields.names.enumerated() where batch.row(row)[slot].isPresent {
          values[name] = batch.row(row)[slot].text
        }
        found.append(values)
      }
      return found
    }
  }

  private let spelt = """
    name: t
    time: [t]
    detect: [t]
    roots: [data., "", "list[].", "deep.*."]
    aliases: {id: [ID, ID.text]}
    unset: ["-"]
    pass_through: true
    fields: {event.code: $id}
    variants:
      - when: {$id: [1, 2]}
        constants: {event.category: process, event.type: info}
        fields: {process.executable: .Image}
        variants:
          - when: {$id: 2}
            constants: {event.type: end}
            fields: {process.name: {from: [.Image, .Other], take: basename}}
    """

  @Test func `a source under any root fills the same field, the first root winning`() throws {
    let lines = [
      #"{"t":1,"ID":1,"Image":"flat"}"#, #"{"t":1,"ID":{"text":"1"},"data":{"Image":"nested"}}"#,
      #"{"t":1,"ID":1,"Image":"flat","data":{"Image":"nested"}}"#,
      ##"{"t":1,"ID":1,"list":[{"Name":"x","#text":"y"},{"#text":"listed","@Name":"Image"}]}"##,
      #"{"t":1,"ID":1,"list":{"Name":"Image","Value":"alone"}}"#,
      #"{"t":1,"ID":1,"deep":{"whatever":{"Image":"starred"}}}"#,
    ]
    let found = try rows(spelt, wanted: ["process.executable"], lines).map { $0["process.executable"] }
    #expect(found == ["flat", "nested", "nested", "listed", "alone", "starred"])
  }

  @Test func `a wanted name under one root is found under the others`() throws {
    let lines = [#"{"t":1,"Custom":"a"}"#, #"{"t":1,"data":{"Custom":"b"}}"#, #"{"t":1,"data.Custom":"c"}"#]
    #expect(
      try rows(spelt, wanted: ["data.Custom"], lines).map { $0["data.Custom"] } == ["a", "b", "c"])
  }

  @Test func `a variant within a variant adds to it, and its outer holds where none of them does`() throws {
    let wanted = ["event.category", "event.type", "process.executable", "process.name"]
    let found = try rows(
      spelt, wanted: wanted, [#"{"t":1,"ID":2,"Image":"C:\\a.exe"}"#, #"{"t":1,"ID":"1","Image":"b"}"#])
    #expect(
      found == [
        [
          "event.category": "process", "event.type": "end", "process.executable": "C:\\a.exe",
          "process.name": "a.exe",
        ], ["event.category": "process", "event.type": "info", "process.executable": "b"],
      ])
  }

  @Test func `a value that says nothing gives way to the next source`() throws {
    let found = try rows(spelt, wanted: ["process.name"], [#"{"t":1,"ID":2,"Image":"-","Other":"x/y"}"#])
    #expect(found == [["process.name": "y"]])
  }

  @Test func `parts of values`() throws {
    let yaml = """
      name: t
      time: [t]
      detect: [t]
      fields:
        a: {from: v, after: "SHA1=", before: ","}
        b: {from: v, after: "App="}
        c: {from: v, before: ","}
        d: {from: ip, take: ip}
        e: {from: v, values: {x: y}, otherwise: z}
        f: {from: v, values: {x: y}, others: drop}
      """
    let found = try rows(
      yaml, wanted: ["a", "b", "c", "d", "e", "f"],
      [
        #"{"t":1,"v":"MD5=1,SHA1=2,X=3","ip":"::ffff:192.0.2.1"}"#,
        #"{"t":1,"v":"SHA1=\nApp=one two\r\nEnd","ip":"LOCAL"}"#, #"{"t":1,"v":"x","ip":"2001:db8::1"}"#,
      ])
    #expect(
      found == [
        ["a": "2", "c": "MD5=1", "d": "192.0.2.1", "e": "z"],
        ["a": "\nApp=one two\r\nEnd", "b": "one two", "c": "SHA1=\nApp=one two\r\nEnd", "e": "z"],
        ["c": "x", "d": "2001:db8::1", "e": "y", "f": "y"],
      ])
  }

  /// The index over ids is held against the plain scan: a mapping of as many variants and the same conditions,
  /// in which no source is asked often enough for an index.
  @Test func `of many variants the first that holds is chosen, whatever the order of ids`() throws {
    var yaml = "name: t\ntime: [t]\ndetect: [t]\nvariants:\n"
    for id in 0..<120 {
      yaml += "  - when: {id: [\(id % 60), \(id + 1000)]\(id < 60 && id % 3 == 0 ? ", kind: k" : "")}\n"
      yaml += "    constants: {out: v\(id)}\n"
      if id == 30 { yaml += "  - when: {kind: any}\n    constants: {out: any}\n" }
    }
    var lines: [String] = []
    var expected: [String?] = []
    for id in 0..<70 {
      for kind in ["k", "other", "any"] {
        lines.append("{\"t\":1,\"id\":\(id),\"kind\":\"\(kind)\"}")
        let first = (0..<120).first { $0 % 60 == id && !($0 < 60 && $0 % 3 == 0 && kind != "k") }
        let isBefore = first.map { $0 <= 30 } ?? false
        expected.append(kind == "any" && !isBefore ? "any" : first.map { "v\($0)" })
      }
    }
    #expect(try rows(yaml, wanted: ["out"], lines).map { $0["out"] } == expected)
  }

  @Test(arguments: [
    ("fields: {a: $no}", "“$no” stands for no path, expected a name under “aliases”"),
    ("fields: {a: .no}", "“.no” stands for no path, expected prefixes under “roots”"),
    ("aliases: {a: [$b], b: [x]}", "alias “a” names another alias, expected paths"),
  ])
  func `a rule that could never hold is told`(line: String, message: String) throws {
    let error = try #require(throws: MappingError.self) {
      try LogMapping(yaml: "name: t\ntime: [t]\ndetect: [t]\n" + line, file: "test.yml")
    }
    #expect(error.description == "test.yml: " + message)
  }
}
