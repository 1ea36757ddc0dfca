import HarrierEvents

/// A place in a value, moved by what a decoder reads. Never leaves the value's bytes.
struct Scan {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { at >= bytes.count }
  var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  mutating func skipSpaces() { while at < bytes.count, bytes[at] == 0x20 { at += 1 } }

  func startsWith(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard at + count <= bytes.count else { return false }
    for index in 0..<count where bytes[at + index] != text.utf8Start[index] { return false }
    return true
  }

  mutating func skip(_ text: StaticString) -> Bool {
    guard startsWith(text) else { return false }
    at += text.utf8CodeUnitCount
    return true
  }

  /// The bytes from here on that pass.
  @inline(__always)
  mutating func take(while passes: (UInt8) -> Bool) -> UnsafeBufferPointer<UInt8> {
    let start = at
    while at < bytes.count, passes(bytes[at]) { at += 1 }
    return UnsafeBufferPointer(rebasing: bytes[start..<at])
  }

  func rest() -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[min(at, bytes.count)...]) }

  /// `123 ` in front of `<`.
  mutating func skipOctetCount() {
    let start = at
    let digits = take { isDigit($0) }
    guard (1...6).contains(digits.count), skip(0x20), peek == 0x3C else {
      at = start
      return
    }
  }

  /// Behind an opening quote: the value up to the closing one, which is passed; a backslash stands before a quote or
  /// another backslash. Nil where none closes.
  mutating func quoted(_ quote: UInt8, _ scratch: TextScratch) -> FieldValue? {
    let start = at
    var escapes = 0
    while at < bytes.count, bytes[at] != quote {
      if bytes[at] == 0x5C, at + 1 < bytes.count {
        let following = bytes[at + 1]
        if following == quote || following == 0x5C || following == 0x5D { escapes += 1 }
        at += 1
      }
      at += 1
    }
    guard at < bytes.count else {
      at = start
      return nil
    }
    let end = at
    at += 1
    guard let base = bytes.baseAddress else { return nil }
    if escapes == 0 {
      return FieldValue(bytes: base + start, length: UInt32(end - start), kind: .string)
    }
    let to = scratch.arena.take(end - start)
    var count = 0
    var from = start
    while from < end {
      if bytes[from] == 0x5C, from + 1 < end {
        let following = bytes[from + 1]
        if following == quote || following == 0x5C || following == 0x5D { from += 1 }
      }
      to[count] = bytes[from]
      count += 1
      from += 1
    }
    return FieldValue(bytes: to, length: UInt32(count), kind: .string)
  }

  /// A time with its zone, as syslog writers put it: of ISO 8601, or with the month as a word.
  mutating func time() -> UnsafeBufferPointer<UInt8>? {
    let start = at
    guard let first = peek else { return nil }
    if isDigit(first) {
      let word = take { $0 > 0x20 }
      if word.count >= 19, word[4] == 0x2D, word[10] == 0x54 {
        return word.last == 0x3A ? UnsafeBufferPointer(rebasing: word.dropLast()) : word
      }
      at = start
      return nil
    }
    guard let length = LogTime.lengthOfMonthFirst(UnsafeBufferPointer(rebasing: bytes[start...])) else {
      return nil
    }
    at = start + length
    return UnsafeBufferPointer(rebasing: bytes[start..<at])
  }
}
