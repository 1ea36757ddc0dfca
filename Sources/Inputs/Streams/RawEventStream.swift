import HarrierFormats

/// The raw events that a table of Splunk's holds in its column `_raw`, a line each: what `outputcsv`, the export button and
/// the search API write. What was logged is read as what it is, and not as the columns that somebody's search kept.
///
/// - Line ends inside an event become blanks; an event without text is none.
/// - Offsets of records are those of the lines made here.
/// - Not for: tables without raw events, and raw events of no known format: their columns are read.
/// - Cost: each byte is looked at once; one buffer of 64 KiB and what it becomes.
public final class RawEventStream: ByteStream {
  private let source: any ByteStream
  private var events: any RawEvents
  private var made: [UInt8] = []
  private var given = 0
  private var ended = false
  private var filling = Filling()
  private static let blockBytes = 1 << 16
  private static let headBytes = 1 << 18

  private init(_ source: any ByteStream, _ events: any RawEvents) {
    self.source = source
    self.events = events
  }

  /// The raw events of a stream that holds such; nil where it does not.
  static func fitting(_ stream: PeekedStream) throws(InputError) -> RawEventStream? {
    guard let events = events(in: try stream.peek(1 << 13)) else { return nil }
    var trial = events
    var lines: [UInt8] = []
    trial.takeAll(try stream.peek(headBytes), into: &lines)
    let isXML = EventXMLStream.fits(Array(lines.prefix(EventXMLStream.headBytes)))
    let isKnown =
      isXML
      || lines.withUnsafeBufferPointer { (try? FormatRegistry.builtIn.recognise(head: $0)) != nil }
    return isKnown ? RawEventStream(stream, events) : nil
  }

  private static func events(in head: [UInt8]) -> (any RawEvents)? {
    let first = head.prefix { $0 != 0x0A }
    let text = String(decoding: first, as: UTF8.self)
    if first.first == 0x7B { return text.contains("\"_raw\":") ? RawJSONEvents() : nil }
    let columns = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingPrefix("\u{FEFF}").filter { $0 != "\"" && $0 != "\r" } }
    guard let place = columns.firstIndex(of: "_raw"),
      columns.contains("_time") || columns.contains("sourcetype")
    else { return nil }
    return RawCSVEvents(column: place)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    try filling.fill(buffer) { room throws(InputError) in
      while given == made.count {
        if ended { return 0 }
        try refill()
      }
      let count = min(made.count - given, room.count)
      room.copyBytes(from: made[given..<(given + count)])
      given += count
      return count
    }
  }

  private func refill() throws(InputError) {
    let bytes = try source.bytes(Self.blockBytes)
    ended = bytes.isEmpty
    made.removeAll(keepingCapacity: true)
    given = 0
    events.takeAll(ended ? [0x0A] : bytes, into: &made)
  }
}

/// Finds raw events in the bytes of a table, one after the other.
protocol RawEvents {
  /// Appends what the byte says of a raw event, and a line's end behind the event.
  mutating func take(_ byte: UInt8, into lines: inout [UInt8])
  /// The same of many; asked for of the type, so that none of them is a call.
  mutating func takeAll(_ bytes: [UInt8], into lines: inout [UInt8])
}

extension RawEvents {
  mutating func takeAll(_ bytes: [UInt8], into lines: inout [UInt8]) {
    for byte in bytes { take(byte, into: &lines) }
  }

  /// A byte of an event, which must stay in one line.
  fileprivate func put(_ byte: UInt8, into lines: inout [UInt8]) {
    if byte != 0x0D { lines.append(byte == 0x0A ? 0x20 : byte) }
  }
}

/// The column of a table with values between commas, quotes as in RFC 4180. The first record holds the names.
struct RawCSVEvents: RawEvents {
  let column: Int
  private var place = 0
  private var isHeader = true
  private var isQuoted = false
  /// A quote inside quotes: the end, or the first of two.
  private var wasQuote = false
  private var isStart = true
  private var hasEvent = false

  init(column: Int) { self.column = column }

  mutating func take(_ byte: UInt8, into lines: inout [UInt8]) {
    if wasQuote {
      wasQuote = false
      if byte == 0x22 { return keep(byte, &lines) }
      isQuoted = false
    }
    if isQuoted {
      if byte == 0x22 { wasQuote = true } else { keep(byte, &lines) }
      return
    }
    switch byte {
    case 0x22 where isStart:
      isQuoted = true
      isStart = false
    case 0x2C:
      place += 1
      isStart = true
    case 0x0A: endRecord(&lines)
    default:
      isStart = false
      keep(byte, &lines)
    }
  }

  private mutating func keep(_ byte: UInt8, _ lines: inout [UInt8]) {
    guard place == column, !isHeader else { return }
    put(byte, into: &lines)
    hasEvent = true
  }

  private mutating func endRecord(_ lines: inout [UInt8]) {
    if hasEvent { lines.append(0x0A) }
    (place, isHeader, isStart, hasEvent) = (0, false, true, false)
  }
}

/// The text under `_raw` in objects of a line each, wherever in the object it stands.
struct RawJSONEvents: RawEvents {
  private enum State { case outside, inside, escaped, unicode }

  private static let name = Array("_raw".utf8)
  private var state = State.outside
  private var word: [UInt8] = []
  private var isRawNext = false
  private var isRaw = false
  private var hasEvent = false
  private var unit: UInt32 = 0
  private var digits = 0
  /// The first half of a pair of surrogates.
  private var high: UInt32 = 0

  mutating func take(_ byte: UInt8, into lines: inout [UInt8]) {
    switch state {
    case .outside: outside(byte, &lines)
    case .inside: inside(byte, &lines)
    case .escaped: escaped(byte, &lines)
    case .unicode: unicode(byte, &lines)
    }
  }

  private mutating func outside(_ byte: UInt8, _ lines: inout [UInt8]) {
    switch byte {
    case 0x22:
      isRaw = isRawNext
      isRawNext = false
      word.removeAll(keepingCapacity: true)
      state = .inside
    case 0x3A: isRawNext = word == Self.name
    case 0x0A:
      if hasEvent { lines.append(0x0A) }
      (hasEvent, isRawNext) = (false, false)
    case 0x20, 0x09, 0x0D: break
    default: isRawNext = false
    }
  }

  private mutating func inside(_ byte: UInt8, _ lines: inout [UInt8]) {
    if high != 0, byte != 0x5C { endPair(&lines) }
    switch byte {
    case 0x22:
      if isRaw { word.removeAll(keepingCapacity: true) }
      isRaw = false
      state = .outside
    case 0x5C: state = .escaped
    // No string goes over a line's end: it is broken, and costs itself alone.
    case 0x0A:
      state = .outside
      isRaw = false
      outside(byte, &lines)
    default: keep(byte, &lines)
    }
  }

  private mutating func escaped(_ byte: UInt8, _ lines: inout [UInt8]) {
    state = .inside
    if high != 0, byte != 0x75 { endPair(&lines) }
    switch byte {
    case 0x6E: keep(0x0A, &lines)
    case 0x72: keep(0x0D, &lines)
    case 0x74: keep(0x09, &lines)
    case 0x62, 0x66: keep(0x20, &lines)
    case 0x75: (state, unit, digits) = (.unicode, 0, 0)
    default: keep(byte, &lines)
    }
  }

  private mutating func unicode(_ byte: UInt8, _ lines: inout [UInt8]) {
    guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
      state = .inside
      return inside(byte, &lines)
    }
    unit = unit << 4 | UInt32(digit)
    digits += 1
    guard digits == 4 else { return }
    state = .inside
    let isLow = unit & 0xFC00 == 0xDC00
    if high != 0, !isLow { endPair(&lines) }
    if unit & 0xFC00 == 0xD800 { return high = unit }
    let scalar = isLow && high != 0 ? 0x10000 + ((high & 0x3FF) << 10) + (unit & 0x3FF) : unit
    high = 0
    for byte in String(UnicodeScalar(scalar) ?? Self.replacement).utf8 { keep(byte, &lines) }
  }

  /// The other half did not come.
  private mutating func endPair(_ lines: inout [UInt8]) {
    high = 0
    for byte in String(Self.replacement).utf8 { keep(byte, &lines) }
  }

  private static let replacement: UnicodeScalar = "\u{FFFD}"

  private mutating func keep(_ byte: UInt8, _ lines: inout [UInt8]) {
    if isRaw {
      put(byte, into: &lines)
      hasEvent = true
    } else if word.count <= Self.name.count {
      word.append(byte)
    }
  }
}
