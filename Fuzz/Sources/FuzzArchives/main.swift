import Foundation
import HarrierInputs

#if canImport(Glibc)
  import Glibc
#endif

/// Zip and tar: listing, and every member's bytes. An archive has to be a file, for a zip is read from its end.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzArchives(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let path = NSTemporaryDirectory() + "harrier-fuzz-\(getpid())"
  let bytes = UnsafeBufferPointer(start: data, count: count)
  guard (try? Data(buffer: bytes).write(to: URL(fileURLWithPath: path))) != nil,
    let members = try? InputFiles.expand([path])
  else { return 0 }
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  defer { buffer.deallocate() }
  var left = 1 << 24
  for member in members.prefix(64) {
    guard let stream = try? ByteStreams.open(path: member) else { continue }
    while left > 0, let got = try? stream.read(into: buffer), got > 0 { left -= got }
  }
  return 0
}
