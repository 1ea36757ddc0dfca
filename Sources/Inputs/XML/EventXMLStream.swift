/// Windows events as XML, as Event Viewer, `wevtutil /f:xml` and converters of event logs write them, as NDJSON: a line
/// an event, in the form of ``EVTXStream``.
///
/// What stands around the events (`<?xml …?>`, `<Events>`) is passed over. An event that is not XML, or that ends before its
/// end tag, costs itself alone: its line is the control character SUB and a reason, which a reader of records rejects and
/// counts.
///
/// - Offsets of records are those of the NDJSON.
/// - Memory: an event of at most 4 MiB, and what it becomes.
/// - Cost: that of libxml2, an event at a time.
public final class EventXMLStream: ByteStream {
  private let source: any ByteStream
  private let writer = EventXMLWriter()
  private var held: [UInt8] = []
  /// Where in `held` is what was not looked at.
  private var place = 0
  private var text = JSONBuffer()
  private var given = 0
  private var ended = false
  private var filling = Filling()

  static let headBytes = 1 << 12
  private static let blockBytes = 1 << 16
  private static let mostEventBytes = 1 << 22
  private static let open = Array("<Event".utf8)
  private static let close = Array("</Event>".utf8)

  init(_ source: any ByteStream) { self.source = source }

  /// Whether a head is that of a text whose first element is an event, or holds events; some converters write the event's
  /// number before it.
  static func fits(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.drop { [0xEF, 0xBB, 0xBF].contains($0) || $0 <= 0x20 }, as: UTF8.self)
    guard text.hasPrefix("<") || text.hasPrefix("Record ") else { return false }
    return text.contains("<System>") && (text.contains("<Event ") || text.contains("<Event>"))
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { room throws(InputError) in
      while given == text.count {
        if ended { return 0 }
        try refill()
      }
      let count = min(text.count - given, room.count)
      room.baseAddress!.copyMemory(from: text.bytes + given, byteCount: count)
      given += count
      return count
    }
  }

  private func refill() throws(InputError) {
    let bytes = try source.bytes(Self.blockBytes)
    ended = bytes.isEmpty
    text.cut(to: 0)
    given = 0
    held.removeFirst(place)
    place = 0
    held += bytes
    while let event = next() { write(event) }
    if held.count - place > Self.mostEventBytes {
      reject("an event longer than 4 MiB")
      place = held.count
    }
    if ended, place < held.count, begins(at: place) { reject("an event cut short") }
  }

  /// The next event that is whole; nil where none is. Leaves `place` behind it, or at the beginning of one.
  private func next() -> Range<Int>? {
    guard let start = beginning(from: place) else {
      // A tag may be cut in two.
      place = max(place, held.count - Self.open.count)
      return nil
    }
    place = start
    guard let end = find(Self.close, from: start) else { return nil }
    // Another one begins before this one's end.
    var last = start
    while let later = beginning(from: last + 1), later < end {
      reject("an event without an end")
      last = later
    }
    place = end + Self.close.count
    return last..<place
  }

  private func beginning(from start: Int) -> Int? {
    var at = start
    while let found = find(Self.open, from: at) {
      if begins(at: found) { return found }
      at = found + 1
    }
    return nil
  }

  /// Not `<Events>`, `<EventID>` or the like.
  private func begins(at start: Int) -> Bool {
    guard held.count > start + Self.open.count, held[start...].starts(with: Self.open) else { return false }
    return held[start + Self.open.count] <= 0x20 || held[start + Self.open.count] == 0x3E
  }

  private func find(_ word: [UInt8], from start: Int) -> Int? {
    held.withUnsafeBufferPointer { bytes in
      var at = start
      while at + word.count <= bytes.count {
        guard let found = bytes[at...].firstIndex(of: word[0]), found + word.count <= bytes.count else {
          return nil
        }
        if bytes[found...].starts(with: word) { return found }
        at = found + 1
      }
      return nil
    }
  }

  private func write(_ event: Range<Int>) {
    let start = text.count
    let problem = held.withUnsafeBufferPointer {
      writer.write(UnsafeBufferPointer(rebasing: $0[event]), into: &text)
    }
    guard let problem else { return text.write(0x0A) }
    text.cut(to: start)
    reject(problem)
  }

  private func reject(_ reason: String) {
    text.write(0x1A)
    text.write(reason)
    text.write(": an event as XML\n")
  }
}
