import HarrierEvents
import HarrierQuery

/// The values of one slot, told apart only as far as the queries tell them apart: two values that pass the same tests are of
/// one class.
///
/// A port has 65,536 values and few classes, for queries name a few ports. Class 0 is the missing value's, which passes no
/// test.
///
/// - State: two bytes a symbol, and a bit a class and test.
/// - Not for: values that hardly recur (command lines); ``isWordy`` says when that shows.
final class ValueClasses {
  /// In place of a class that is not known.
  static let none = UInt16.max
  private static let mostClasses = 4096
  /// Values after which those that are compared with patterns count as free text.
  private static let mostWords = 16_384

  private let tests: [(number: Int, test: ValueTest)]
  private let hasPatterns: Bool
  private var classes: [[Bool]: UInt16]
  /// By class: whether each test is passed.
  private var truths: [[Bool]]
  /// Class by symbol; ``none`` until asked.
  private(set) var known = UnsafeMutableBufferPointer<UInt16>(start: nil, count: 0)
  private var asked = 0

  /// - Parameter tests: those of the slot, by their number in the program.
  init(_ tests: [(number: Int, test: ValueTest)]) {
    self.tests = tests
    hasPatterns = tests.contains { if case .wildcard = $0.test { true } else { false } }
    let missing = tests.map { _ in false }
    classes = [missing: 0]
    truths = [missing]
  }

  deinit { known.deallocate() }

  var count: Int { truths.count }

  /// Free text: its values hardly recur, and each would be compared with every pattern; or values of too many classes.
  var isWordy: Bool { (hasPatterns && asked > Self.mostWords) || truths.count >= Self.mostClasses }

  func forgetSymbols() {
    known.deallocate()
    known = .init(start: nil, count: 0)
  }

  /// Whether the values of a class pass a test of the program.
  func passes(_ test: Int, class number: UInt16) -> Bool {
    guard let place = tests.firstIndex(where: { $0.number == test }) else { return false }
    return truths[Int(number)][place]
  }

  /// The class of a symbol that was not asked for yet.
  func classify(_ symbol: UInt32, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt16 {
    makeRoom(for: Int(symbol))
    asked += 1
    let truth = symbol == 0 ? truths[0] : tests.map { $0.test.matchesAny(bytes) }
    if let number = classes[truth] {
      known[Int(symbol)] = number
      return number
    }
    let number = UInt16(truths.count)
    classes[truth] = number
    truths.append(truth)
    known[Int(symbol)] = number
    return number
  }

  private func makeRoom(for symbol: Int) {
    guard symbol >= known.count else { return }
    let larger = UnsafeMutableBufferPointer<UInt16>.allocate(capacity: max(256, symbol + symbol / 2 + 1))
    larger.initialize(repeating: Self.none)
    for place in known.indices { larger[place] = known[place] }
    known.deallocate()
    known = larger
  }
}

extension ValueTest {
  /// Whether a slot's value passes; of several values, whether one does.
  func matchesAny(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard bytes.contains(FieldValue.separator) else { return matches(UnsafeRawBufferPointer(bytes)) }
    return bytes.split(separator: FieldValue.separator, omittingEmptySubsequences: false)
      .contains { matches(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0))) }
  }
}
