import HarrierEvents
import HarrierFormats
import HarrierTesting
import Testing

/// Inner records, chosen elements, JSON in text, parts of values, and what is told of conflicts.
struct MappingLanguageTests {
  private struct Outcome {
    var rows: [[String: String]] = []
    var rejects: [String: Int] = [:]
    var conflicts: [String: Int] = [:]
  }

  private func read(
    _ yaml: String, wanted: [String], _ lines: [String], batch capacity: Int = 512
  ) throws -> Outcome {
    let fields = EventFields(wanted)
    let mapping = try LogMapping(yaml: "name: t\ndetect: [t]\n" + yaml, file: "t.yml")
    let plan = MappingPlan(mapping, fields: fields)
    let reader = FormatRegistry.makeReader(.jsonLines, plan: plan)
    let text = Array(lines.joined(separator: "\n").utf8)
    let batch = RowBatch(slotCount: plan.slotCount, capacity: capacity)
    return (text + [UInt8](repeating: 0, count: ChunkBytes.padding)).withUnsafeBufferPointer { bytes in
      var outcome = Outcome()
      reader.begin(ChunkBytes(bytes: bytes.baseAddress!, count: text.count))
      while true {
        reader.read(into: batch)
        if batch.count == 0 { break }
        for row in 0..<batch.count {
          var values: [String: String] = [:]
          for (slot, name) in fields.names.enumerated() where batch.row(row)[slot].isPresent {
            values[name] = batch.row(row)[slot].text
          }
          outcome.rows.append(values)
        }
      }
      outcome.rejects = reader.rejects.counts
      outcome.conflicts = reader.takeConflicts().counts
      return outcome
    }
  }

  @Test(arguments: [1, 2, 512])
  func `every innermost element is an event, with the fields of those around it`(batch: Int) throws {
    let yaml = """
      time: [t]
      each: a[].b[]
      fields: {outer: o, middle: "a[].m", inner: "a[].b[].i"}
      """
    let lines = [
      #"{"a":[{"b":[{"i":1},{"i":2,"x":[{"b":3}]}],"m":"p"},{"m":"q","b":[]},{"m":"r","b":[{"i":"]},{"}]}],"o":"k","t":1}"#,
      #"{"t":2,"o":"none"}"#, #"{"t":3,"a":[],"o":"none"}"#, #"{"t":4,"a":{"m":"s","b":{"i":5}},"o":"l"}"#,
    ]
    let found = try read(yaml, wanted: ["outer", "middle", "inner"], lines, batch: batch)
    #expect(
      found.rows == [
        ["outer": "k", "middle": "p", "inner": "1"], ["outer": "k", "middle": "p", "inner": "2"],
        ["outer": "k", "middle": "r", "inner": "]},{"], ["outer": "l", "middle": "s", "inner": "5"],
      ])
    #expect(found.rejects.isEmpty)
  }

  @Test func `elements that are values are cut into parts, the time too`() throws {
    let yaml = """
      time: {from: "v[]", split: ",", part: 1}
      each: v[]
      fields:
        second: {from: "v[]", split: ",", part: 2}
        last: {from: "v[]", split: ",", part: -1}
        none: {from: "v[]", split: ",", part: 9}
      """
    let found = try read(
      yaml, wanted: ["second", "last", "none"], [#"{"v":["1767604500,a,b","1767604501,,c","x,a",7]}"#])
    #expect(found.rows == [["second": "a", "last": "b"], ["last": "c"], ["last": "7"]])
    #expect(found.rejects == ["time not understood": 1])
  }

  @Test func `elements of a list are chosen by a value or by place`() throws {
    let yaml = """
      time: [t]
      fields:
        user: "l[type=User].name"
        first: "l[0].name"
        third: "l[2].name"
        number: "l[n=1].name"
        dotted: "l[k=a.b].v.w"
        word: "w[1]"
      """
    let line =
      #"{"t":1,"l":[{"type":"App","name":"a"},{"name":"u","type":"User","n":1},{"n":12,"name":"c"},{"k":"a.b","v":{"w":"d"}},"x"],"w":["p","q"]}"#
    let found = try read(yaml, wanted: ["user", "first", "third", "number", "dotted", "word"], [line])
    #expect(
      found.rows == [["user": "u", "first": "a", "third": "c", "number": "u", "dotted": "d", "word": "q"]])
  }

  @Test func `JSON in a text fills what the record lacks`() throws {
    let yaml = """
      time: [t]
      embedded: [whole, part.*]
      fields: {a: a, b: part.b}
      """
    let lines = [
      #"{"whole":"{\"t\":1,\"a\":\"in \\\"quotes\\\"\"}"}"#,
      #"{"t":1,"a":"own","whole":"{\"a\":\"other\"}"}"#,
      #"{"t":1,"part":"{\"b\":5}"}"#, #"{"t":1,"part":{"b":6}}"#, #"{"t":1,"a":"kept","whole":"{broken"}"#,
    ]
    let found = try read(yaml, wanted: ["a", "b"], lines)
    #expect(found.rows == [["a": #"in "quotes""#], ["a": "own"], ["b": "5"], ["b": "6"], ["a": "kept"]])
    #expect(found.conflicts == ["text that begins like a JSON object and is none": 1])
  }

  @Test(arguments: [
    ("0:00:15", "15000000000"), ("1:02:03", "3723000000000"), ("120:00:00", "432000000000000"),
    ("0:00:00", "0"),
    ("1:02", nil), ("1:60:00", nil), ("1:00:99", nil), ("999999:99:99", nil), ("a:b:c", nil), ("1::3", nil),
    ("", nil),
    ("0000001:00:00", nil),
  ])
  func `a clock's hours, minutes and seconds are nanoseconds`(clock: String, nanoseconds: String?) throws {
    let yaml = """
      time: [t]
      fields:
        d: {from: d, take: clock_to_ns}
        c: {from: c, take: uppercase}
      """
    let row = try read(yaml, wanted: ["d", "c"], [#"{"t":1,"d":"\#(clock)","c":"dé7Z"}"#]).rows.first
    #expect(row?["d"] == nanoseconds && row?["c"] == "Dé7Z")
  }

  @Test func `several values are words, and what a URL writes for a blank is one`() throws {
    let yaml = """
      time: [t]
      fields:
        line: {from: args, take: words}
        agent: {from: agent, take: url_decoded}
      """
    let lines = [
      #"{"t":1,"args":["ls","-l","/a b"],"agent":"Mozilla/5.0+(X11;%20Linux)"}"#,
      #"{"t":1,"args":"alone","agent":"100%25 %zz %4"}"#,
    ]
    let rows = try read(yaml, wanted: ["line", "agent"], lines).rows
    #expect(
      rows == [
        ["line": "ls -l /a b", "agent": "Mozilla/5.0 (X11; Linux)"],
        ["line": "alone", "agent": "100% %zz %4"],
      ])
  }

  /// Values of two events, and one whose places nobody knows; a name that an event lacks is no value of it.
  @Test func `values are found by the places that an event's names have`() throws {
    let yaml = """
      time: [t]
      roots: [data.]
      aliases: {source: [log], id: [id]}
      fields: {who: .User}
      places:
        at: ["values[#].v", "values[#].v.text"]
        by: [$source, $id]
        names: {sensor: {1: [User, Image], 3: [Image, Address, User]}}
      variants:
        - when: {$source: sensor}
          constants: {by: sensor}
          variants:
            - when: {$id: 1}
              fields: {what: .Image, where: .Address}
            - when: {$id: 3, .Image: [a.exe]}
              fields: {what: .Image, where: .Address}
        - constants: {by: another}
      """
    let lines = [
      #"{"t":1,"log":"sensor","id":1,"values":[{"v":{"n":1,"text":"ann"}},{"v":"a.exe"}]}"#,
      #"{"t":1,"log":"sensor","id":3,"values":[{"v":"a.exe"},{"v":"192.0.2.1"},{"v":"bob"}]}"#,
      #"{"t":1,"log":"sensor","id":3,"values":[{"v":"b.exe"},{"v":"192.0.2.1"},{"v":"bob"}]}"#,
      #"{"t":1,"log":"other","id":1,"values":[{"v":"x"},{"v":"y"}]}"#,
      #"{"t":1,"log":"sensor","id":1,"data":{"User":"cy"}}"#,
    ]
    let rows = try read(yaml, wanted: ["by", "who", "what", "where", "data.Image"], lines).rows
    #expect(
      rows == [
        ["by": "sensor", "who": "ann", "what": "a.exe", "data.Image": "a.exe"],
        ["by": "sensor", "who": "bob", "what": "a.exe", "where": "192.0.2.1", "data.Image": "a.exe"],
        ["by": "sensor", "who": "bob", "data.Image": "b.exe"],
        ["by": "another"],
        ["by": "sensor", "who": "cy"],
      ])
  }

  @Test func `a value that says nothing is no value of a plain field either`() throws {
    let yaml = """
      time: [t]
      unset: ["-", None]
      fields: {a: [x, y], b: z}
      """
    let lines = [#"{"t":1,"x":"-","y":"2","z":"None"}"#, #"{"t":1,"x":"1","y":"2","z":"3"}"#]
    #expect(try read(yaml, wanted: ["a", "b"], lines).rows == [["a": "2"], ["a": "1", "b": "3"]])
  }

  @Test func `what is taken of a value, one after the other`() throws {
    let yaml = """
      time: [t]
      fields:
        host: {from: url, take: [url_host, lowercase]}
        address: {from: peer, take: address}
        port: {from: peer, take: port}
        seconds: {from: s, take: seconds_to_ns}
        millis: {from: m, take: milliseconds_to_ns}
        micros: {from: m, take: microseconds_to_ns}
      """
    func row(_ line: String) throws -> [String: String]? {
      try read(yaml, wanted: ["host", "address", "port", "seconds", "millis", "micros"], [line]).rows.first
    }
    #expect(
      try row(
        #"{"t":1,"url":"https://u@WWW.Example.com:8443/x","peer":"[2001:db8::1]:443","s":1.5,"m":"12"}"#) == [
          "host": "www.example.com", "address": "2001:db8::1", "port": "443", "seconds": "1500000000",
          "millis": "12000000", "micros": "12000",
        ])
    #expect(
      try row(#"{"t":1,"url":"Example.com:80","peer":"2001:db8::1","s":6.4e-05,"m":0}"#) == [
        "host": "example.com", "address": "2001:db8::1", "seconds": "64000", "millis": "0", "micros": "0",
      ])
    #expect(
      try row(#"{"t":1,"peer":"192.0.2.1:","s":0.1234567891,"m":"soon"}"#) == [
        "address": "192.0.2.1", "seconds": "123456789",
      ])
    #expect(try row(#"{"t":1,"url":"","peer":"","s":"","m":"1.2.3"}"#) == [:])
  }

  @Test func `values are joined where all are there`() throws {
    let yaml = """
      time: [t]
      aliases: {north: [lat, y]}
      fields: {place: {from: [$north, lon], joined: ","}}
      """
    let lines = [
      #"{"t":1,"lat":59.9,"lon":-10}"#, #"{"t":2,"y":"59.9","lon":"10.7"}"#, #"{"t":3,"lat":59.9}"#,
      #"{"t":4,"lat":59.9,"lon":null}"#, #"{"t":5,"lat":"","lon":1}"#,
    ]
    #expect(
      try read(yaml, wanted: ["place"], lines).rows == [
        ["place": "59.9,-10"], ["place": "59.9,10.7"], [:], [:], [:],
      ])
  }

  @Test(arguments: [
    (#""host":"WEC01","computer":"WS-040.corp.example""#, "WS-040"),
    (#""host":"wec01.corp.example","computer":"WS-040.corp.example""#, "WS-040.corp.example"),
    (#""host":"ws-040","computer":"WS-040.corp.example""#, "ws-040"),
    (#""host":"ws-040.corp.example","computer":"WS-040""#, "ws-040.corp.example"),
    (#""host":"10.0.0.5","computer":"WS-040""#, "WS-040"),
    (#""host":"WEC01","computer":"10.0.0.7""#, "10.0.0.7"),
    (#""host":"ws-04","computer":"WS-040""#, "WS-040"),
    (#""host":"WEC01","computer":"""#, "WEC01"), (#""host":"WEC01""#, "WEC01"),
    (#""computer":"WS-040.x""#, "WS-040.x"),
  ])
  func `a host is called by who wrote the event, not by who passed it on`(
    record: String, host: String
  ) throws {
    let yaml = "time: [t]\nfields: {host.name: {from: [host], writer: [computer]}}"
    #expect(try read(yaml, wanted: ["host.name"], ["{\"t\":1,\(record)}"]).rows == [["host.name": host]])
  }

  @Test func `a field of another kind than expected is counted and costs no row`() throws {
    let yaml = "time: [t]\nfields: {a: user.name, b: host}"
    let found = try read(
      yaml, wanted: ["a", "b"],
      [
        #"{"t":1,"user":"ann","host":"h"}"#, #"{"t":1,"user":{"name":"ann"},"host":{"name":"h"}}"#,
        #"{"t":1,"user":null,"host":null}"#, #"{"t":1,"user":7}"#,
      ])
    #expect(found.rows == [["b": "h"], ["a": "ann"], [:], [:]])
    #expect(
      found.conflicts == [
        "user: a value where an object was expected": 2, "host: an object where a value was expected": 1,
      ])
  }

  @Test func `an element by its place is no conflict in a list of values`() throws {
    let yaml = "time: [t]\nfields: {a: \"l[0]\", b: \"m[0].x\"}"
    let found = try read(
      yaml, wanted: ["a", "b"], [#"{"t":1,"l":["one","two"],"m":[{"x":"three"}]}"#])
    #expect(found.rows == [["a": "one", "b": "three"]])
    #expect(found.conflicts.isEmpty)
  }

  /// Inner records of hostile shape: rejected or passed over, never a crash, and the neighbours are read.
  @Test(arguments: [UInt64(1), 2, 3])
  func `changed inner records cost no neighbour`(seed: UInt64) throws {
    let yaml = "time: [t]\neach: a[].b[]\nembedded: [e]\nfields: {i: \"a[].b[].i\", j: \"a[k=v].b\", e: e.x}"
    let whole = #"{"t":1,"a":[{"k":"v","b":[{"i":1},"x",[{"i":2}]]}],"e":"{\"x\":[1,{\"y\":2}]}"}"#
    let plain = #"{"t":1,"a":[{"b":[{"i":"whole"}]}]}"#
    var random = TestRandom(seed: seed)
    for _ in 0..<300 {
      var bytes = Array(whole.utf8)
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let place = Int.random(in: 1..<bytes.count, using: &random)
        let odd = Array(#"{}[]:,"\ x1"#.utf8).randomElement(using: &random)!
        if Bool.random(using: &random) { bytes[place] = odd } else { bytes.remove(at: place) }
      }
      let found = try read(yaml, wanted: ["i"], [plain, String(decoding: bytes, as: UTF8.self), plain])
      #expect(found.rows.first == ["i": "whole"] && found.rows.last == ["i": "whole"])
      #expect(found.rows.count >= 2)
    }
  }

  /// Elements are passed over once: eight times the elements, about eight times the time; sixty-four would be quadratic.
  @Test func `a record of many elements is read in one pass`() throws {
    let yaml =
      "time: {from: \"v[]\", split: \",\", part: 1}\neach: v[]\nfields: {a: {from: \"v[]\", split: \",\", part: 2}}"
    func seconds(_ count: Int) throws -> Double {
      let tuples = (0..<count).map { "\"\(1_767_604_500 + $0),192.0.2.1\"" }.joined(separator: ",")
      let start = ContinuousClock.now
      let found = try read(yaml, wanted: ["a"], ["{\"v\":[\(tuples)]}"])
      #expect(found.rows.count == count)
      return (ContinuousClock.now - start) / .seconds(1)
    }
    let short = try seconds(25_000)
    #expect(try seconds(200_000) < 30 * max(short, 0.02))
  }

  @Test func `every problem of a mapping's rules is told with its place`() {
    let yaml = """
      name: x
      time: [when, whne]
      aliases: {who: [user, usr], both: [$who]}
      fields: {foo bar: user, source..ip: $whom, a: [rest.x, .b], "": user}
      patterns:
        - pattern: ['(?<when>\\S+) (?<user>\\S+) (?<rest>.*)', '(?<a>x)(?<last>y)']
          decode: {as: columns, of: rset, names: [one, _], prefix: c.}
          alias: {all: [one, c.one]}
          next:
            - {of: usr, when: {c.two: x, c.one: y}, constants: {event. type: x}}
            - use: linux_massages
            - {of: last, present: all, absent: nobody, fields: {b: {from: c.one, writer: [w]}}}
      """
    let found = MappingChecker.problems(yaml: yaml, file: "x.yml").map {
      "\($0.line):\($0.column) \($0.field ?? "")"
    }
    // The name of the shared rules is a slip, so that the names they make are not known.
    #expect(
      found
        == [
          "3:36 aliases.both", "4:10 fields", "4:25 fields", "4:37 fields.source..ip", "4:56 fields.a",
          "4:61 fields", "10:59 patterns[0].next[0].constants", "11:14 patterns[0].next[1].use",
        ])
    let known = yaml.replacing("linux_massages", with: "linux_messages")
    let names = MappingChecker.problems(yaml: known, file: "x.yml").filter {
      $0.message.hasPrefix("no pattern")
    }.map { "\($0.line):\($0.column) \($0.message.split(separator: "makes ").last ?? "")" }
    #expect(
      names == [
        "2:14 “whne”", "3:23 “usr”", "4:48 “rest.x”", "7:31 “rset”", "8:19 “one”", "10:14 “usr”",
        "10:26 “c.two”", "12:42 “nobody”", "12:85 “w”",
      ])
  }

  @Test func `every problem of a mapping is told with its place`() {
    let yaml = """
      name: x
      time: [t]
      detct: [t]
      detect: [t, [u]]
      each: a.b
      fields:
        a: {from: x, take: basname, part: 2}
        b: []
        c: {from: y, split: ","}
        d: {take: lowercase}
        e: {from: [x, y], joined: ",", take: basename}
      variants: {a: b}
      pass_through: maybe
      """
    let found = MappingChecker.problems(yaml: yaml, file: "x.yml").map {
      "\($0.line):\($0.column) \($0.field ?? "")"
    }
    #expect(
      found.sorted()
        == [
          "10:6 fields.d", "11:40 fields.e.take", "12:11 variants", "13:15 pass_through", "3:1 ",
          "4:10 detect", "5:7 each", "7:22 fields.a.take", "7:37 fields.a.part", "8:6 fields.b",
          "9:23 fields.c.part",
        ].sorted())
    #expect(MappingChecker.problems(yaml: "a: [", file: "x.yml").first?.line == 2, "where the file ends")
    let twice = MappingChecker.problems(
      yaml: "name: x\r\ntime: [t]\r\nfields:\r\n  a: b\r\n  c: d\r\n  a: e\r\n", file: "x.yml")
    #expect(
      twice.map(\.description) == ["x.yml:6:3: not YAML: the key a stands there twice, at first in line 4"])
    #expect(MappingChecker.problems(yaml: "", file: "x.yml").count == 1)
    #expect(MappingChecker.problems(yaml: "- a", file: "x.yml").isEmpty == false)
    #expect(
      MappingChecker.problems(
        yaml:
          "name: x\ntime: [t]\ndetect: [t]\nfields: {a: \(Array(repeating: "p", count: 40).joined(separator: "."))}",
        file: "x.yml"
      ).count == 1)
  }

  @Test func `a variant takes the fields of another mapping, what it says itself before them`() throws {
    let yaml = """
      time: [t]
      variants:
        - when: {category: SignInLogs}
          use: azure.signinlogs
          constants: {user.domain: corp}
      """
    let found = try read(
      yaml, wanted: ["event.dataset", "source.geo.location", "user.domain", "user.name"],
      [
        #"{"t":1,"category":"SignInLogs","userPrincipalName":"Ann@example.com","location":{"geoCoordinates":{"latitude":1,"longitude":2}}}"#,
        #"{"t":2,"category":"Other","userPrincipalName":"Bob@example.com"}"#,
      ])
    #expect(
      found.rows == [
        [
          "event.dataset": "azure.signinlogs", "source.geo.location": "1,2", "user.domain": "corp",
          "user.name": "ann",
        ], [:],
      ])
  }

  @Test(arguments: ["nobody", "windows", "../Mappings/windows", "5"])
  func `what cannot be used is told`(name: String) throws {
    let yaml = "name: x\ntime: [t]\ndetect: [t]\nvariants: [{use: \(name)}]"
    #expect(MappingChecker.problems(yaml: yaml, file: "x.yml").count == 1)
    #expect(throws: MappingError.self) { try LogMapping(yaml: yaml, file: "x.yml") }
  }
}
