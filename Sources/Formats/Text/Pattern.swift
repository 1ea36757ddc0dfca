import CPCRE2
import HarrierEvents
import Synchronization

/// A regular expression over bytes, compiled once a process and shared by all readers.
///
/// Perl's syntax, as PCRE2 has it: it begins at the value's first byte, `.` matches every byte, only named groups
/// capture, and a name may stand in several alternatives. Bytes are not taken for UTF-8, so invalid UTF-8 neither
/// stops nor breaks it.
///
/// - Complexity: a match gives up after ``Pattern/mostSteps`` backtracks, and sees at most ``Pattern/mostBytes`` of a
///   value.
final class Pattern: @unchecked Sendable {
  struct Failure: Error {
    var reason: String
    var offset: Int
  }

  static let mostSteps: UInt32 = 100_000
  static let mostBytes = 1 << 16
  private static let cache = Mutex<[String: Pattern]>([:])

  let code: OpaquePointer
  /// Name → numbers of the groups that bear it.
  let groups: [String: [Int]]
  let groupCount: Int

  static func cached(_ text: String) throws(Failure) -> Pattern {
    if let known = cache.withLock({ $0[text] }) { return known }
    let made = try Pattern(text)
    return cache.withLock { cache in
      if let known = cache[text] { return known }
      cache[text] = made
      return made
    }
  }

  private init(_ text: String) throws(Failure) {
    var error: Int32 = 0
    var offset = 0
    let options =
      PCRE2_ANCHORED | PCRE2_DOTALL | PCRE2_DUPNAMES | PCRE2_DOLLAR_ENDONLY | PCRE2_NO_AUTO_CAPTURE
      | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF
    var text = text
    let made = text.withUTF8 {
      pcre2_compile_8($0.baseAddress, $0.count, UInt32(options), &error, &offset, nil)
    }
    guard let made else {
      var buffer = [UInt8](repeating: 0, count: 256)
      pcre2_get_error_message_8(error, &buffer, buffer.count)
      throw Failure(reason: String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self), offset: offset)
    }
    code = made
    groups = Self.names(made)
    var count: UInt32 = 0
    pcre2_pattern_info_8(made, UInt32(PCRE2_INFO_CAPTURECOUNT), &count)
    groupCount = Int(count)
    // Without a just-in-time compiler for this processor the interpreter does it.
    pcre2_jit_compile_8(made, UInt32(PCRE2_JIT_COMPLETE))
  }

  deinit { pcre2_code_free_8(code) }

  private static func names(_ code: OpaquePointer) -> [String: [Int]] {
    var count: UInt32 = 0
    var size: UInt32 = 0
    var table: UnsafePointer<UInt8>?
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMECOUNT), &count)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE), &size)
    pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
    var names: [String: [Int]] = [:]
    guard let table else { return names }
    for index in 0..<Int(count) {
      let entry = table + index * Int(size)
      let name = String(
        decoding: UnsafeBufferPointer(start: entry + 2, count: Int(size) - 2).prefix { $0 != 0 },
        as: UTF8.self)
      names[name, default: []].append(Int(entry[0]) << 8 | Int(entry[1]))
    }
    return names
  }
}

/// Where a thread's matches put their groups, and how long they may try.
final class PatternMatcher {
  private let context: OpaquePointer
  private var data: OpaquePointer
  private var groupCapacity: Int
  /// Start and end of each group of the last match.
  private(set) var offsets: UnsafeMutablePointer<Int>
  /// A match that gave up since this was last cleared.
  var gaveUp = false

  init() {
    context = pcre2_match_context_create_8(nil)
    pcre2_set_match_limit_8(context, Pattern.mostSteps)
    pcre2_set_depth_limit_8(context, Pattern.mostSteps)
    groupCapacity = 32
    data = pcre2_match_data_create_8(32, nil)
    offsets = pcre2_get_ovector_pointer_8(data)
  }

  deinit {
    pcre2_match_data_free_8(data)
    pcre2_match_context_free_8(context)
  }

  /// Makes room for a pattern's groups.
  func reserve(_ groups: Int) {
    guard groups + 1 > groupCapacity else { return }
    pcre2_match_data_free_8(data)
    groupCapacity = groups + 1
    data = pcre2_match_data_create_8(UInt32(groupCapacity), nil)
    offsets = pcre2_get_ovector_pointer_8(data)
  }

  /// - Returns: whether it matched; groups beyond the last that took part are unset.
  func matches(_ pattern: Pattern, _ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let result = pcre2_match_8(
      pattern.code, bytes, min(count, Pattern.mostBytes), 0, UInt32(PCRE2_NO_UTF_CHECK), data, context)
    if result > 0 { return true }
    if result != PCRE2_ERROR_NOMATCH { gaveUp = true }
    return false
  }

  /// The group's bytes in the last match; nil where it took no part.
  @inline(__always)
  func group(_ number: Int) -> Range<Int>? {
    let start = offsets[2 * number]
    let end = offsets[2 * number + 1]
    return start >= 0 && end >= start ? start..<end : nil
  }
}
