/// The words of a query.
struct KQLScanner {
  static let keywords = ["and", "or", "not"]
  /// Characters that mean something outside quotes.
  private static let special = "\\():<>\"*{}"

  let text: String
  let bytes: [UInt8]
  private(set) var index = 0

  init(_ text: String) {
    self.text = text
    bytes = Array(text.utf8)
  }

  var atEnd: Bool { index == bytes.count }

  func peek(_ character: Unicode.Scalar) -> Bool { !atEnd && bytes[index] == UInt8(ascii: character) }

  /// Takes the character and the blanks behind it, if it stands here.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek(character) else { return false }
    index += 1
    skipBlanks()
    return true
  }

  mutating func skipBlanks() {
    while let length = Self.blank(bytes, at: index) { index += length }
  }

  /// Takes `and`, `or` or `not` in any case, and the blanks behind it.
  mutating func take(keyword: String) -> Bool {
    guard self.keyword(at: index) == keyword else { return false }
    index += keyword.utf8.count
    skipBlanks()
    return true
  }

  /// `>`, `>=`, `<` or `<=`.
  mutating func takeComparison() -> ValueTest.Comparison? {
    if take("<") { return take("=") ? .atMost : .less }
    if take(">") { return take("=") ? .atLeast : .greater }
    return nil
  }

  /// The keyword that begins at an offset, in lower case.
  func keyword(at offset: Int) -> String? {
    for word in Self.keywords {
      let end = offset + word.utf8.count
      guard end <= bytes.count, zip(bytes[offset..<end], word.utf8).allSatisfy({ ASCII.folded($0) == $1 })
      else { continue }
      if end == bytes.count || Self.blank(bytes, at: end) != nil || "(){}\"".utf8.contains(bytes[end]) {
        return word
      }
    }
    return nil
  }

  /// Bytes of the blank at an offset, if one is there: ASCII white space or the no-break space that pasted
  /// queries bring.
  private static func blank(_ bytes: [UInt8], at offset: Int) -> Int? {
    guard offset < bytes.count else { return nil }
    if [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { return 1 }
    return bytes[offset...].starts(with: [0xC2, 0xA0]) ? 2 : nil
  }

  // MARK: Literals

  /// Text in pieces between unescaped stars; one piece where there is none.
  struct Word {
    var pieces: [String] = [""]
    var isQuoted = false
    var text: String { pieces.joined(separator: "*") }
  }

  /// A quoted text, or unquoted words. Nil if neither begins here.
  ///
  /// - Parameter oneWord: whether a blank ends it, as in a field's name.
  mutating func word(oneWord: Bool) throws(KQLError) -> Word? {
    if peek("\"") { return try quoted() }
    if !oneWord, let literal = colonLiteral() { return literal }
    return try unquoted(oneWord: oneWord)
  }

  private mutating func quoted() throws(KQLError) -> Word {
    let start = index
    index += 1
    var result: [UInt8] = []
    while !peek("\"") {
      guard !atEnd else {
        throw error(at: start, found: "a quote that is never closed", expected: "another “\"”")
      }
      if peek("\\"), let escape = escape(of: "\\\"") {
        result += escape
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    index += 1
    skipBlanks()
    return Word(pieces: [String(decoding: result, as: UTF8.self)], isQuoted: true)
  }

  private mutating func unquoted(oneWord: Bool) throws(KQLError) -> Word? {
    let start = index
    var pieces: [[UInt8]] = [[]]
    var blanks: [UInt8] = []
    while !atEnd {
      if let length = Self.blank(bytes, at: index) {
        guard !oneWord else { break }
        blanks += bytes[index..<index + length]
        index += length
      } else if index == start || !blanks.isEmpty, keyword(at: index) != nil {
        break
      } else if let part = try unquotedPart() {
        pieces[pieces.count - 1] += blanks
        blanks = []
        if part.isEmpty { pieces.append([]) } else { pieces[pieces.count - 1] += part }
      } else {
        break
      }
    }
    skipBlanks()
    guard pieces != [[]] else { return nil }
    return Word(pieces: pieces.map { String(decoding: $0, as: UTF8.self) })
  }

  /// The bytes of the character here; none for a star; nil for a character that ends a word.
  private mutating func unquotedPart() throws(KQLError) -> [UInt8]? {
    let byte = bytes[index]
    if byte == UInt8(ascii: "\\") {
      if let escape = escapedKeyword() ?? escape(of: Self.special) { return escape }
      throw error(found: "a lone “\\”", expected: "“\\\\” for a backslash, or the value in quotes")
    }
    if byte == UInt8(ascii: "*") {
      index += 1
      return []
    }
    if Self.special.utf8.contains(byte) { return nil }
    index += 1
    return [byte]
  }

  /// A keyword that a backslash makes a plain word.
  private mutating func escapedKeyword() -> [UInt8]? {
    guard let word = keyword(at: index + 1) else { return nil }
    let end = index + 1 + word.utf8.count
    defer { index = end }
    return Array(bytes[index + 1..<end])
  }

  /// What the escape that begins here stands for; nil if the backslash begins none.
  private mutating func escape(of characters: String) -> [UInt8]? {
    guard index + 1 < bytes.count else { return nil }
    let next = bytes[index + 1]
    return switch next {
    case UInt8(ascii: "t"): take(escape: [0x09])
    case UInt8(ascii: "n"): take(escape: [0x0A])
    case UInt8(ascii: "r"): take(escape: [0x0D])
    case UInt8(ascii: "u"): unicodeEscape()
    case _ where characters.utf8.contains(next): take(escape: [next])
    default: nil
    }
  }

  private mutating func take(escape result: [UInt8]) -> [UInt8] {
    index += 2
    return result
  }

  /// `\u00e9`.
  private mutating func unicodeEscape() -> [UInt8]? {
    guard index + 6 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for byte in bytes[index + 2..<index + 6] {
      guard let digit = ASCII.hexDigit(byte) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    guard let scalar = Unicode.Scalar(value) else { return nil }
    index += 6
    return Array(String(Character(scalar)).utf8)
  }

  /// An address, a network or a date with its colons, which Kibana wants quoted.
  private mutating func colonLiteral() -> Word? {
    let end = bytes[index...].firstIndex { !Self.isColonLiteral($0) } ?? bytes.count
    let candidate = bytes[index..<end]
    guard candidate.contains(UInt8(ascii: ":")) else { return nil }
    let text = String(decoding: candidate, as: UTF8.self)
    let isOne = candidate.withUnsafeBytes { QueryAddress($0) != nil || DateSpan($0) != nil }
    guard isOne || ValueTest.Network(text) != nil || ValueTest.Network.bitsExceeded(in: text) != nil else {
      return nil
    }
    index = end
    skipBlanks()
    return Word(pieces: [text])
  }

  private static func isColonLiteral(_ byte: UInt8) -> Bool {
    ASCII.hexDigit(byte) != nil || ":./+-TtZz".utf8.contains(byte)
  }

  /// A range as Lucene writes it, `[1 TO 3]`, `{1 TO *}`, if one stands here.
  func luceneRange() -> LuceneRange? {
    guard !atEnd, "[{".utf8.contains(bytes[index]),
      let end = bytes[index...].prefix(200).firstIndex(where: { "]}".utf8.contains($0) })
    else { return nil }
    let words = bytes[(index + 1)..<end].split(separator: 0x20)
    guard words.count == 3, words[1].elementsEqual("TO".utf8) else { return nil }
    return LuceneRange(
      text: String(decoding: bytes[index...end], as: UTF8.self),
      bounds: (
        bytes[index] == UInt8(ascii: "[") ? ">=" : ">", String(decoding: words[0], as: UTF8.self),
        bytes[end] == UInt8(ascii: "]") ? "<=" : "<", String(decoding: words[2], as: UTF8.self)
      ))
  }

  struct LuceneRange {
    var text: String
    var bounds: (lower: String, from: String, upper: String, to: String)

    /// The same in KQL.
    func query(of field: String) -> String {
      let parts = [
        bounds.from == "*" ? nil : "\(field) \(bounds.lower) \(bounds.from)",
        bounds.to == "*" ? nil : "\(field) \(bounds.upper) \(bounds.to)",
      ].compactMap(\.self)
      return parts.isEmpty ? "\(field): *" : parts.joined(separator: " and ")
    }
  }

  // MARK: Errors

  func error(expected: String) -> KQLError { error(found: found, expected: expected) }

  func error(at offset: Int? = nil, found: String, expected: String) -> KQLError {
    KQLError(query: text, byteOffset: offset ?? index, found: found, expected: expected)
  }

  /// What stands here, in words.
  private var found: String {
    guard !atEnd else { return "the end of the query" }
    let rest = String(decoding: bytes[index..<min(bytes.count, index + 120)], as: UTF8.self)
    let word = rest.prefix { !$0.isWhitespace && !Self.special.contains($0) }.prefix(30)
    let shown = word.isEmpty ? rest.prefix(1) : word
    return "“\(KQLError.printable(shown.unicodeScalars))”"
  }
}
