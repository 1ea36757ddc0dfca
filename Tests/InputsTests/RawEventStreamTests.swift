import Foundation
import HarrierInputs
import HarrierTesting
import Testing

/// What a table of Splunk's says was logged comes out as lines; other tables stay as they are.
struct RawEventStreamTests {
  private let folder = TestFolder()

  private func read(_ text: String, block: Int = 1 << 16) throws -> String {
    let stream = try ByteStreams.open(path: try folder.write(text, as: UUID().uuidString + ".csv"))
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: block, alignment: 1)
    defer { buffer.deallocate() }
    var bytes: [UInt8] = []
    while case let got = try stream.read(into: buffer), got > 0 { bytes += buffer[..<got] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private let lines = """
    Jan  5 09:15:00 web1 sshd[12]: Accepted publickey for ann from 192.0.2.7 port 50412 ssh2
    Jan  5 09:16:00 web1 sudo: ann : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/sh -c "a, b"

    """

  @Test(arguments: [1, 7, 1 << 16])
  func `the raw events of a table are its lines`(block: Int) throws {
    let table = """
      \u{FEFF}"_time",host,_raw,source\r
      "2026-01-05T09:15:00.000+0000",web1,"Jan  5 09:15:00 web1 sshd[12]: Accepted publickey for ann from 192.0.2.7 port 50412 ssh2",/var/log/auth.log\r
      "2026-01-05T09:15:30.000+0000",web1,,/var/log/auth.log\r
      "2026-01-05T09:16:00.000+0000","web1, the first","Jan  5 09:16:00 web1 sudo: ann : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/sh -c ""a, b""\r
      ",/var/log/auth.log
      """
    #expect(try read(table, block: block).replacing(" \n", with: "\n") == lines)
  }

  @Test(arguments: [1, 7, 1 << 16])
  func `the raw events of objects are their lines`(block: Int) throws {
    let objects = #"""
      {"preview":false,"result":{"_time":"x","_raw":"Jan  5 09:15:00 web1 sshd[12]: Accepted publickey for ann from 192.0.2.7 port 50412 ssh2","host":"_raw"}}
      {"preview":false,"result":{"a":"_raw","_raw" : "Jan  5 09:16:00 web1 sudo: ann : TTY=pts\/0 ; PWD=/root ; USER=root ; COMMAND=\u002fbin/sh -c \"a, b\"","b":"\\"}}
      {"preview":false,"result":{"_raw":7,"x":"no event"}}
      """#
    #expect(try read(objects, block: block) == lines)
  }

  @Test func `what stands outside of the first plane, and halves without their other`() throws {
    let start = #"{"_raw":"Jan  5 09:15:00 web1 sshd[12]: "#
    let object = start + #"\ud83d\ude00 \ud83d \ude00 \u00e9 \u12"}"# + "\n"
    let made = "Jan  5 09:15:00 web1 sshd[12]: 😀 � � é \n"
    #expect(try read(object) == made)
  }

  @Test(arguments: [
    "_time,_raw\n2026-01-05T09:15:00Z,no log that anybody knows\n", "time,raw\n2026-01-05T09:15:00Z,x\n",
    "_raw,n\nJan  5 09:15:00 web1 sshd[12]: x,1\n", "{\"_raw\":\"nothing\",\"@timestamp\":1}\n",
  ])
  func `a table without raw events of a known kind stays a table`(text: String) throws {
    #expect(try read(text) == text)
  }
}
