import Foundation

extension Naive {
  /// `CharacterModel` from texts of two and three characters in a dictionary.
  public struct Spelling {
    private var counts: [String: Double] = [:]
    private var total = 0.0
    public init() {}

    /// One character a class; `^` for the edge, `_` as `-`, `?` for anything else.
    private static func classes(_ string: [UInt8]) -> [Character] {
      string.prefix(256).map { byte in
        let character = Character(Character(UnicodeScalar(byte)).lowercased())
        if byte < 0x80, "abcdefghijklmnopqrstuvwxyz0123456789.-".contains(character) { return character }
        return byte == 0x5F ? "-" : "?"
      }
    }

    public mutating func learn(_ string: [UInt8]) {
      let text = ["^", "^"] + Self.classes(string)
      for at in text.indices.dropFirst(2) {
        for key in Self.keys(text, at) { counts[key, default: 0] += 1 }
        total += 1
      }
    }

    /// What is counted of a place: the character alone, after one, after two, and the two contexts.
    private static func keys(_ text: [Character], _ at: Int) -> [String] {
      let (a, b, c) = (String(text[at - 2]), String(text[at - 1]), String(text[at]))
      return ["1" + c, "2" + b + c, "3" + a + b + c, "b" + b, "c" + a + b]
    }

    public func bits(of string: [UInt8]) -> Double {
      let text = ["^", "^"] + Self.classes(string)
      return text.indices.dropFirst(2).reduce(0) { bits, at in
        let n = Self.keys(text, at).map { counts[$0] ?? 0 }
        let one = (n[0] + 8 / 40.0) / (total + 8)
        let two = (n[1] + 8 * one) / (n[3] + 8)
        let three = (n[2] + 8 * two) / (n[4] + 8)
        return bits - log2(three)
      }
    }
  }
}
