import Foundation

/// The events of one data set on one day, in any order until they are written.
final class Batch {
  let day: SimulatedDay
  let bytes: ByteBuffer
  /// A second buffer for text that is needed before it can be written.
  let scratch = ByteBuffer(capacity: 16_384)
  private var entries: [Entry] = []
  private var openedAt = 0

  private struct Entry {
    let time: Milliseconds
    let start: Int
    let end: Int
  }

  init(day: SimulatedDay, bytes: ByteBuffer) {
    self.day = day
    self.bytes = bytes
    bytes.removeAll()
  }

  var count: Int { entries.count }

  /// Writes `{"@timestamp":"…"` and lets `body` write the rest up to the last brace, which it adds.
  ///
  /// An event that falls outside its day is moved to the nearer edge, so that a day's file holds a day.
  func event(_ wanted: Milliseconds, _ body: (ByteBuffer, Milliseconds) -> Void) {
    let time = min(max(wanted, day.start), day.start + 86_399_999)
    let start = bytes.count
    bytes.append("{\"@timestamp\":\"")
    bytes.append(time: time, in: day)
    bytes.append(UInt8(ascii: "\""))
    body(bytes, time)
    bytes.append("}\n")
    entries.append(Entry(time: time, start: start, end: bytes.count))
  }

  /// Writes the events in order of time; of equal times the one made first comes first.
  func write(to path: String) throws -> Int {
    let order = entries.indices.sorted {
      entries[$0].time != entries[$1].time ? entries[$0].time < entries[$1].time : $0 < $1
    }
    guard let file = fopen(path, "wb") else { throw SimulationFailure.cannotWrite(path) }
    setvbuf(file, nil, _IOFBF, 1 << 20)
    var written = 0
    for index in order {
      let entry = entries[index]
      written += fwrite(bytes.start + entry.start, 1, entry.end - entry.start, file)
    }
    guard fclose(file) == 0, written == bytes.count else { throw SimulationFailure.cannotWrite(path) }
    return written
  }
}

/// Why a simulation stopped.
public enum SimulationFailure: Error, CustomStringConvertible {
  /// A folder or file could not be made; the disk is full or the path is not ours to write.
  case cannotWrite(String)

  public var description: String {
    switch self {
    case .cannotWrite(let path): "\(path): could not be written, expected a writable place with room enough"
    }
  }
}
