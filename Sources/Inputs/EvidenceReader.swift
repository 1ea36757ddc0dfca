import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Reads raw events again, at places that the pass noted. Only files that the hunt itself was given are
/// opened: a path never comes from a log.
public enum EvidenceReader {
  /// A place in a file's uncompressed bytes.
  public struct Place: Sendable, Hashable {
    public var offset: Int64
    public var length: Int
    public init(offset: Int64, length: Int) {
      self.offset = offset
      self.length = length
    }
  }

  /// Bytes of an event that are shown.
  public static let mostBytes = 8192

  /// The texts at the places that could be read.
  ///
  /// - Complexity: a plain file costs its places; a packed one is unpacked up to the last place.
  public static func texts(path: String, places: [Place]) -> [Place: String] {
    guard !InputFiles.isReadOnce(path), let stream = try? ByteStreams.open(path: path) else { return [:] }
    return stream.isPlain ? plain(path, places) : packed(stream, places)
  }

  private static func plain(_ path: String, _ places: [Place]) -> [Place: String] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [:] }
    defer { close(descriptor) }
    var found: [Place: String] = [:]
    for place in places {
      var bytes = [UInt8](repeating: 0, count: min(place.length, mostBytes))
      let got = pread(descriptor, &bytes, bytes.count, Int(place.offset))
      if got > 0 { found[place] = String(decoding: bytes.prefix(got), as: UTF8.self) }
    }
    return found
  }

  private static func packed(_ stream: any ByteStream, _ places: [Place]) -> [Place: String] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    var waiting = places.sorted { $0.offset < $1.offset }
    var parts: [Place: [UInt8]] = [:]
    var at: Int64 = 0
    while !waiting.isEmpty, let got = try? stream.read(into: buffer), got > 0 {
      let end = at + Int64(got)
      for place in waiting where place.offset < end {
        let wanted = min(place.length, mostBytes)
        let have = parts[place]?.count ?? 0
        let from = Int(max(0, place.offset + Int64(have) - at))
        let to = min(got, from + wanted - have)
        if from < to { parts[place, default: []] += buffer[from..<to] }
      }
      waiting.removeAll { (parts[$0]?.count ?? 0) >= min($0.length, mostBytes) }
      at = end
    }
    return parts.mapValues { String(decoding: $0, as: UTF8.self) }
  }
}
