import Foundation
import HarrierInputs

// usage: evtx-lines FILE.evtx
//
// Writes what is read of a Windows event log: a line of JSON a record. For Quality/evtx_agreement.py.
let arguments = CommandLine.arguments
guard arguments.count == 2 else {
  print("usage: evtx-lines FILE.evtx")
  exit(1)
}
do {
  let stream = try ByteStreams.open(path: arguments[1])
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
  defer { buffer.deallocate() }
  while case let got = try stream.read(into: buffer), got > 0 {
    try FileHandle.standardOutput.write(contentsOf: Data(buffer[0..<got]))
  }
} catch {
  print("\(error)")
  exit(1)
}
