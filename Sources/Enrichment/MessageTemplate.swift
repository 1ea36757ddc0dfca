/// A message without what varies in it: `Failed password for ann from 10.0.0.7 port 4711` becomes
/// `Failed password for ann from <*> port <*>`, which is what categories are formed of.
///
/// The first line that has letters counts; what follows it in a Windows message are its fields. Tokens that hold
/// digits, paths, addresses and quoted text become `<*>`, the values of `key=value` too, and neighbouring `<*>` one.
///
/// - Not for: words that vary (names of users); `MessageCategories` (HarrierModels) merges templates that differ in them.
/// - Complexity: linear in the line, which is cut at 2 KB and 32 tokens; once a distinct message.
///
/// ## Source
/// The masks before the tree of P. He et al., "Drain: an online log parsing approach with fixed depth tree", ICWS
/// 2017, doi:10.1109/ICWS.2017.13, §III-B.
public enum MessageTemplate {
  static let mostBytes = 2048
  static let mostTokens = 32
  /// Longer words are data.
  static let mostTokenBytes = 48
  /// What a quoted text may hold.
  static let mostQuotedBytes = 512

  private static let mask = Array("<*>".utf8)

  /// The template; never empty.
  public static func of(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    let line = Array(line(of: value).prefix(mostBytes))
    var out: [UInt8] = []
    var tokens = 0
    var at = 0
    var endsInMask = false
    while tokens < mostTokens {
      while at < line.count, isBlank(line[at]) { at += 1 }
      guard at < line.count else { break }
      let end = tokenEnd(line, at)
      let made = token(line[at..<end])
      at = end
      let isMask = made.elementsEqual(mask)
      if isMask, endsInMask { continue }
      if !out.isEmpty { out.append(0x20) }
      out += made
      endsInMask = isMask
      tokens += 1
    }
    return out.isEmpty ? mask : out
  }

  /// The first line with a letter, else the first.
  private static func line(of value: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8>.SubSequence {
    var start = value.startIndex
    while start < value.endIndex {
      let rest = value[start...].prefix(mostBytes)
      let line = rest.prefix { $0 != 0x0A && $0 != 0x0D }
      if line.contains(where: { isLetter($0) || $0 >= 0x80 }) { return line }
      start = line.endIndex + 1
    }
    return value.prefix { $0 != 0x0A && $0 != 0x0D }
  }

  /// Behind the token; a quoted text, also behind `key=`, is part of it with its blanks.
  private static func tokenEnd(_ line: [UInt8], _ start: Int) -> Int {
    var at = start
    while at < line.count, !isBlank(line[at]) {
      let mayQuote = at == start || line[at - 1] == 0x3D || line[at - 1] == 0x28 || line[at - 1] == 0x5B
      if mayQuote, line[at] == 0x22 || line[at] == 0x27,
        let close = line[(at + 1)...].prefix(mostQuotedBytes).firstIndex(of: line[at])
      {
        at = close
      }
      at += 1
    }
    return at
  }

  private static func token(_ token: ArraySlice<UInt8>) -> [UInt8] {
    if let sign = token.firstIndex(of: 0x3D), sign > token.startIndex,
      token[..<sign].allSatisfy({ isLetter($0) || $0 == 0x5F || $0 == 0x2D || $0 == 0x2E })
    {
      return Array(token[...sign]) + mask
    }
    return isVariable(token) ? mask : Array(token)
  }

  private static func isVariable(_ token: ArraySlice<UInt8>) -> Bool {
    let core = core(of: token)
    guard let first = core.first else { return !token.contains(where: isPunctuation) }
    if core.count > mostTokenBytes || first == 0x22 || first == 0x27 { return true }
    // Paths, addresses of mail and web.
    if core.contains(where: { $0 == 0x5C || $0 == 0x40 }) || (first == 0x2F && core.count > 1) { return true }
    if core.firstRange(of: Array("://".utf8)) != nil { return true }
    guard core.contains(where: isDigit) else { return false }
    return !isName(core)
  }

  /// Letters with a number of a few digits behind them are a name: `win32`, `sha256`.
  private static func isName(_ core: ArraySlice<UInt8>) -> Bool {
    let letters = core.prefix(while: isLetter)
    let digits = core.dropFirst(letters.count)
    return letters.count >= 3 && digits.count <= 3 && digits.allSatisfy(isDigit)
  }

  /// Without the punctuation around it.
  private static func core(of token: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var core = token
    while let first = core.first, isOpening(first) { core.removeFirst() }
    while let last = core.last, isPunctuation(last) { core.removeLast() }
    return core
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x1F }
  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
  private static func isOpening(_ byte: UInt8) -> Bool {
    byte == 0x28 || byte == 0x5B || byte == 0x7B || byte == 0x3C
  }
  private static func isPunctuation(_ byte: UInt8) -> Bool {
    byte < 0x80 && !isLetter(byte) && !isDigit(byte) && byte != 0x22 && byte != 0x27 && byte != 0x5C
      && byte != 0x2F && byte != 0x40
  }
}
