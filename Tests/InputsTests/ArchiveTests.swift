import Foundation
import HarrierInputs
import HarrierTesting
import Testing

/// Members of archives are files like any other, however the archive was made.
struct ArchiveTests {
  private let folder = TestFolder()
  private let one = (0..<3000).map { "one \($0) é" }.joined(separator: "\n")
  private let two = "two\n"

  /// Makes an archive by Python's own modules, in a folder that holds `a/one.json` and `two.json`.
  private func make(_ name: String, _ script: String) throws -> String {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/a", withIntermediateDirectories: true)
    try folder.write(one, as: "a/one.json")
    try folder.write(two, as: "two.json")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.arguments = [
      "python3", "-c", "import zipfile, tarfile, gzip, io, os, sys\nname = '\(name)'\n" + script,
    ]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return folder.path + "/" + name
  }

  private func read(_ path: String, block: Int = 1 << 16) throws -> (text: String, failure: InputError?) {
    let stream = try ByteStreams.open(path: path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    do { while case let got = try stream.read(into: buffer), got > 0 { bytes += buffer[..<got] } } catch {
      return (String(decoding: bytes, as: UTF8.self), error)
    }
    return (String(decoding: bytes, as: UTF8.self), nil)
  }

  private static let zip = "for n in ['a/one.json', 'two.json']: z.write(n)\nz.close()"
  private static let tar = "for n in ['a/one.json', 'two.json']: t.add(n)\nt.close()"

  @Test(arguments: [
    ("stored.zip", "z = zipfile.ZipFile(name, 'w')\n" + zip),
    ("deflated.zip", "z = zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED)\n" + zip),
    (
      "zip64.zip",
      "z = zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED)\n"
        + "for n in ['a/one.json', 'two.json']:\n  with z.open(n, 'w', force_zip64=True) as m: m.write(open(n, 'rb').read())\nz.close()"
    ),
    (
      // Written to what cannot be sought: sizes follow the data.
      "streamed.zip",
      "class Pipe(io.RawIOBase):\n  def __init__(s): s.f = open(name, 'wb')\n  def writable(s): return True\n  def write(s, b): return s.f.write(b)\n"
        + "z = zipfile.ZipFile(Pipe(), 'w', zipfile.ZIP_DEFLATED)\n" + zip
    ),
    ("ustar.tar", "t = tarfile.open(name, 'w', format=tarfile.USTAR_FORMAT)\n" + tar),
    ("pax.tar.gz", "t = tarfile.open(name, 'w:gz', format=tarfile.PAX_FORMAT)\n" + tar),
    ("gnu.tgz", "t = tarfile.open(name, 'w:gz', format=tarfile.GNU_FORMAT)\n" + tar),
    ("a.tar.xz", "t = tarfile.open(name, 'w:xz')\n" + tar),
    ("a.tar.bz2", "t = tarfile.open(name, 'w:bz2')\n" + tar),
    (
      "a.tar.zst",
      "t = tarfile.open('a.tar', 'w')\n" + tar + "\nos.system('zstd -q --rm a.tar -o ' + name)"
    ),
    (
      "packed.zip",
      "z = zipfile.ZipFile(name, 'w')\nfor n in ['a/one.json', 'two.json']: z.writestr(n, gzip.compress(open(n, 'rb').read()))\nz.close()"
    ),
  ])
  func `members of every kind of archive are read, in any order and side by side`(
    name: String, script: String
  ) throws {
    let path = try make(name, script)
    let members = try InputFiles.expand([path])
    #expect(members == [path + "!a/one.json", path + "!two.json"])
    #expect(try read(members[0], block: 7).text == one)
    #expect(try read(members[1]).text == two)
    #expect(try read(members[0]).text == one)
    let open = try members.map { try ByteStreams.openPeekable(path: $0) }
    #expect(String(decoding: try open[1].peek(100), as: UTF8.self) == two)
    #expect(String(decoding: try open[0].peek(3), as: UTF8.self) == "one")
    #expect(open.allSatisfy { !$0.isPlain && !$0.isUnordered })
    if name != "packed.zip" { #expect(InputFiles.size(of: members[0]) == Int64(one.utf8.count)) }
  }

  @Test(arguments: ["xz", "bz2"])
  func `xz and bzip2 are read, in several streams`(kind: String) throws {
    let module = kind == "xz" ? "lzma" : "bz2"
    let path = try make(
      "b.\(kind)",
      "import \(module)\nopen(name, 'wb').write(b''.join(\(module).compress(open(n, 'rb').read()) for n in ['a/one.json', 'two.json']))"
    )
    #expect(try read(path, block: 999).text == one + two)
    let bytes = try folder.read("b.\(kind)")
    let cut = try folder.write(bytes[..<(bytes.count / 4)], as: "cut.\(kind)")
    let failure = #expect(throws: InputError.self) { if let told = try read(cut).failure { throw told } }
    #expect(failure?.reason.hasPrefix("damaged packed data") == true)
  }

  @Test func `names in an archive are names only`() throws {
    let path = try make(
      "names.tar",
      """
      t = tarfile.open(name, 'w')
      def add(n, type=tarfile.REGTYPE, link=''):
        i = tarfile.TarInfo(n); i.type = type; i.linkname = link
        i.size = 4 if type == tarfile.REGTYPE else 0
        t.addfile(i, io.BytesIO(b'two\\n'))
      add('../../etc/passwd'); add('/etc/shadow'); add('link', tarfile.SYMTYPE, '/etc/hosts'); add('d', tarfile.DIRTYPE)
      add('fifo', tarfile.FIFOTYPE); add('same'); add('same'); add('.hidden/x'); add('__MACOSX/x'); add('README.md')
      add('x' * 300 + '/é'); add('./dot')
      t.close()
      """)
    let members = try InputFiles.expand([path])
    let long = String(repeating: "x", count: 300) + "/é"
    #expect(
      members.map { $0.dropFirst(path.count + 1) }
        // Nothing hidden, and so nothing above.
        == ["etc/shadow", "same", "same#2", Substring(long), "dot"])
    for member in members { #expect(try read(member).text == two) }
  }

  @Test func `an encrypted member is told, its neighbour read`() throws {
    let path = try make("e.zip", "z = zipfile.ZipFile(name, 'w')\n" + Self.zip)
    var bytes = try folder.read("e.zip")
    // General purpose flag, bit 0, of the first member's local and central headers.
    bytes[6] |= 1
    let central = try #require(
      (0..<bytes.count - 4).first { Array(bytes[$0..<($0 + 4)]) == [0x50, 0x4B, 1, 2] })
    bytes[central + 8] |= 1
    let members = try InputFiles.expand([try folder.write(bytes, as: "e.zip")])
    #expect(members.first == path + "!a/one.json")
    let failure = try #require(throws: InputError.self) { try read(members[0]) }
    #expect(failure == InputError(path: members[0], reason: "encrypted member of an archive"))
    #expect(try read(members[1]).text == two)
  }

  @Test func `what is damaged is told behind what is good`() throws {
    _ = try make("d.tar.gz", "t = tarfile.open(name, 'w:gz')\n" + Self.tar)
    let whole = try folder.read("d.tar.gz")
    let cut = try folder.write(whole[..<(whole.count - 60)], as: "cut.tar.gz")
    let found = try InputFiles.expand([cut])
    #expect(found.first == cut + "!a/one.json" && found.last == cut)
    #expect(try read(found[0]).text == one)
    #expect(throws: InputError(path: cut, reason: "gzip data cut short")) { try read(cut) }

    _ = try make("d.zip", "z = zipfile.ZipFile(name, 'w')\n" + Self.zip)
    var bytes = try folder.read("d.zip")
    bytes[5000] ^= 1
    let members = try InputFiles.expand([try folder.write(bytes, as: "d2.zip")])
    let (text, failure) = try read(members[0])
    #expect(text.utf8.count == one.utf8.count)
    #expect(failure?.reason.contains("CRC") == true)
  }

  @Test func `a zip that claims more than it can hold, or holds more than it claims, is told`() throws {
    _ = try make("b.zip", "z = zipfile.ZipFile(name, 'w', zipfile.ZIP_DEFLATED)\n" + Self.zip)
    let whole = try folder.read("b.zip")
    let central = try #require(
      (0..<whole.count - 4).first { Array(whole[$0..<($0 + 4)]) == [0x50, 0x4B, 1, 2] })
    var greedy = whole
    for place in [22, central + 24] { greedy.replaceSubrange(place..<(place + 4), with: [0, 0, 0, 0x7F]) }
    let path = try folder.write(greedy, as: "greedy.zip")
    #expect(try InputFiles.expand([path]) == [path])
    let failure = try #require(throws: InputError.self) { try read(path) }
    #expect(failure.reason.hasPrefix("zip archive that says it holds 21"))
    var modest = whole
    modest.replaceSubrange(central + 24..<(central + 28), with: [9, 0, 0, 0])
    modest.replaceSubrange(22..<26, with: [9, 0, 0, 0])
    let members = try InputFiles.expand([try folder.write(modest, as: "modest.zip")])
    let told = try #require(throws: InputError.self) {
      let longer = try read(members[0])
      #expect(longer.text.utf8.count <= 1 << 18)
      if let failure = longer.failure { throw failure }
    }
    #expect(told == InputError(path: members[0], reason: "member longer than its archive says"))
  }

  @Test func `an archive of nothing, within another, and a document are told as what they are`() throws {
    let empty = try make("empty.zip", "zipfile.ZipFile(name, 'w').close()")
    #expect(try InputFiles.expand([empty]) == [empty])
    let nested = try make(
      "outer.zip",
      "i = io.BytesIO()\nj = zipfile.ZipFile(i, 'w'); j.write('two.json'); j.close()\nz = zipfile.ZipFile(name, 'w')\nz.writestr('inner.zip', i.getvalue())\nz.close()"
    )
    let document = try make("text.docx", "z = zipfile.ZipFile(name, 'w')\n" + Self.zip)
    #expect(try InputFiles.expand([document]) == [document])
    for path in [empty, nested + "!inner.zip", document] {
      let failure = try #require(throws: InputError.self) { try read(path) }
      #expect(failure.reason == "an archive that holds no logs, or lies within another; unpack it first")
    }
  }

  @Test func `a tar of many members is read in one go, and says so`() throws {
    let path = try make(
      "many.tar.gz",
      "t = tarfile.open(name, 'w:gz')\nfor i in range(100):\n  m = tarfile.TarInfo('%03d' % i); m.size = 4; t.addfile(m, io.BytesIO(b'two\\n'))\nt.close()"
    )
    let members = try InputFiles.expand([path])
    #expect(members.count == 100)
    for member in members {
      let stream = try ByteStreams.open(path: member)
      #expect(stream.isUnordered)
      #expect(try read(member).text == two)
    }
  }

  @Test func `a file whose name has the mark is that file, and a link to an archive is the archive`() throws {
    let plain = try folder.write("plain", as: "x.zip!two.json")
    #expect(try read(plain).text == "plain")
    let path = try make("real.zip", "z = zipfile.ZipFile(name, 'w')\n" + Self.zip)
    let link = folder.path + "/link.zip"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(try read(link + "!two.json").text == two)
    #expect(InputFiles.canonical(link + "!two.json") == InputFiles.canonical(path + "!two.json"))
    #expect(InputFiles.canonical(link + "!two.json").hasSuffix("/real.zip!two.json"))
  }

  @Test func `evidence is read again from members and event logs`() throws {
    let path = try make("v.zip", "z = zipfile.ZipFile(name, 'w')\n" + Self.zip)
    let place = EvidenceReader.Place(offset: 9, length: 5)
    #expect(EvidenceReader.texts(path: path + "!a/one.json", places: [place])[place] == "one 1")
    let event = EVTXFile.Event(
      id: 4624, provider: "p", channel: "Security", time: 133_497_000_000_000_000, data: [])
    let log = try folder.write(EVTXFile.bytes([[event]]), as: "s.evtx")
    let whole = EvidenceReader.Place(offset: 0, length: 400)
    #expect(EvidenceReader.texts(path: log, places: [whole])[whole]?.contains("\"EventID\":4624") == true)
  }
}
