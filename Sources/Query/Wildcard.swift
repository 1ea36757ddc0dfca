extension ValueTest {
  /// Text with gaps: the pieces between the stars of a pattern, so `pow*.exe` is `["pow", ".exe"]`.
  ///
  /// A star stands for any number of any bytes, none too. Case is as in ``ValueTest``.
  public struct Wildcard: Hashable, Sendable {
    /// As written; at least two, and empty where the pattern starts or ends with a star.
    public let pieces: [String]

    private let prefix: [UInt8]
    private let middles: [[UInt8]]
    private let suffix: [UInt8]

    /// - Precondition: at least two pieces, which is one star.
    public init(pieces: [String]) {
      precondition(pieces.count >= 2, "a wildcard has a star, so at least two pieces")
      // Neighbouring stars say no more than one.
      let inner = pieces.dropFirst().dropLast().filter { !$0.isEmpty }
      self.pieces = [pieces[0]] + inner + [pieces[pieces.count - 1]]
      prefix = pieces[0].utf8.map(ASCII.folded)
      middles = inner.map { $0.utf8.map(ASCII.folded) }
      suffix = pieces[pieces.count - 1].utf8.map(ASCII.folded)
    }

    public static func == (a: Wildcard, b: Wildcard) -> Bool { a.pieces == b.pieces }
    public func hash(into hasher: inout Hasher) { hasher.combine(pieces) }

    /// The piece that stands in the fewest values, folded; nil where there are only stars.
    var longestPiece: [UInt8]? {
      let longest = ([prefix] + middles + [suffix]).max { $0.count < $1.count }
      return longest?.isEmpty == false ? longest : nil
    }

    /// Each middle piece is taken where it first fits: a later place could only leave less for the rest, so
    /// nothing is ever tried twice and no pattern is slow beyond O(value · piece).
    func matches(_ value: UnsafeRawBufferPointer) -> Bool {
      let end = value.count - suffix.count
      guard prefix.count <= end, ASCII.holds(value, prefix, at: 0), ASCII.holds(value, suffix, at: end)
      else { return false }
      var start = prefix.count
      for piece in middles {
        while !ASCII.holds(value, piece, at: start) {
          start += 1
          if start + piece.count > end { return false }
        }
        start += piece.count
        if start > end { return false }
      }
      return true
    }
  }
}
