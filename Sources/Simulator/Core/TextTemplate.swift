/// What fills the blanks of a template; one value per event, so that a name, its path and its command line agree.
struct Blanks: Sendable {
  var user: String
  var host: String
  var date: String
  /// Stands behind every random blank.
  var seed: UInt64
}

/// Text with blanks such as `<user>` or `<hex8>`, kept escaped for JSON.
///
/// Blanks: `user`, `host`, `date`, `n` (five digits), `small` (1…40), `hex8`, `hex12`, `hex32`, `guid`, `b36` (five
/// letters as installers use), `ver` (such as 3.2.17), `word`, `base64` (2,400 characters).
struct TextTemplate: Sendable, ExpressibleByStringLiteral {
  private enum Piece: Sendable {
    case text(String)
    case blank(String)
  }

  let source: String
  private let pieces: [Piece]
  /// Whether the text is the same in every event.
  var isFixed: Bool { pieces.count <= 1 }

  private static let blanks: Set<String> = [
    "user", "host", "date", "n", "small", "hex8", "hex12", "hex32", "guid", "b36", "ver", "word", "base64",
  ]

  init(stringLiteral value: String) { self.init(value) }

  init(_ source: String) {
    self.source = source
    var pieces: [Piece] = []
    var literal = ""
    var rest = Substring(source)
    while let open = rest.firstIndex(of: "<") {
      literal += rest[..<open]
      let after = rest[rest.index(after: open)...]
      if let close = after.firstIndex(of: ">"), Self.blanks.contains(String(after[..<close])) {
        pieces.append(.text(Self.escaped(literal)))
        literal = ""
        pieces.append(.blank(String(after[..<close])))
        rest = after[after.index(after: close)...]
      } else {
        literal += "<"
        rest = after
      }
    }
    literal += rest
    pieces.append(.text(Self.escaped(literal)))
    self.pieces = pieces
  }

  /// The text with JSON's escapes, without quotation marks around it.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  func write(_ blanks: Blanks, to buffer: ByteBuffer) {
    for piece in pieces {
      switch piece {
      case .text(let text): buffer.append(text: text)
      case .blank(let name): Self.fill(name, blanks, buffer)
      }
    }
  }

  private static func fill(_ name: String, _ blanks: Blanks, _ buffer: ByteBuffer) {
    let seed = blanks.seed
    switch name {
    case "user": buffer.append(text: blanks.user)
    case "host": buffer.append(text: blanks.host)
    case "date": buffer.append(text: blanks.date)
    case "n": buffer.append(number: 10_000 + Int(seed % 89_999))
    case "small": buffer.append(number: 1 + Int(seed >> 20 & 0xFFFF) % 40)
    case "hex8": buffer.append(hex: seed ^ 8, digits: 8)
    case "hex12": buffer.append(hex: seed ^ 12, digits: 12)
    case "hex32": buffer.append(hex: seed ^ 32, digits: 32)
    case "guid": fillGuid(seed, buffer)
    case "b36": buffer.append(alphabet: ByteBuffer.upper32, bits: 5, seed: seed ^ 36, characters: 5)
    case "ver": fillVersion(seed, buffer)
    case "word": buffer.append(text: Words.project(seed))
    case "base64": buffer.append(alphabet: ByteBuffer.base64, bits: 6, seed: seed ^ 64, characters: 2400)
    default: preconditionFailure("a blank named \(name) is not known")
    }
  }

  private static func fillGuid(_ seed: UInt64, _ buffer: ByteBuffer) {
    var salt = seed
    for (position, digits) in [8, 4, 4, 4, 12].enumerated() {
      if position > 0 { buffer.append(UInt8(ascii: "-")) }
      salt = Randomness.scrambled(salt &+ 1)
      buffer.append(hex: salt, digits: digits)
    }
  }

  private static func fillVersion(_ seed: UInt64, _ buffer: ByteBuffer) {
    buffer.append(number: 1 + Int(seed % 9))
    buffer.append(UInt8(ascii: "."))
    buffer.append(number: Int(seed >> 8 & 0xFF) % 20)
    buffer.append(UInt8(ascii: "."))
    buffer.append(number: Int(seed >> 16 & 0xFF) % 60)
  }
}
