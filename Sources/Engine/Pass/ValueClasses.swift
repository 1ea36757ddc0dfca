import HarrierEvents
import HarrierQuery

/// The values of one slot, told apart only as far as the queries tell them apart: two values that pass the same tests are of
/// one class.
///
/// A port has 65,536 values and few classes, for queries name a few ports; most command lines pass no test at all. Class 0
/// is the missing value's, which passes no test.
///
/// - State: two bytes a symbol, and a bit a class and test.
/// - Cost: a scan of each distinct value.
final class ValueClasses {
  /// In place of a class that is not known.
  static let none = UInt16.max
  private static let mostClasses = 4096

  private let tests: TestSet
  /// By number in the program: the place among the slot's own.
  private let places: [Int: Int]
  private var classes: [TestAnswers: UInt16]
  /// By class: the tests that are passed.
  private var answers: [TestAnswers]
  /// Class by symbol; ``none`` until asked.
  private(set) var known = UnsafeMutableBufferPointer<UInt16>(start: nil, count: 0)

  /// - Parameter tests: those of the slot, by their number in the program.
  init(_ tests: [(number: Int, test: ValueTest)]) {
    self.tests = TestSet(tests.map(\.test))
    places = Dictionary(uniqueKeysWithValues: zip(tests.map(\.number), tests.indices))
    let missing = TestAnswers(count: tests.count)
    classes = [missing: 0]
    answers = [missing]
  }

  deinit { known.deallocate() }

  var count: Int { answers.count }

  /// Too many classes: what follows from each is no longer worth being kept.
  var isFull: Bool { answers.count >= Self.mostClasses }

  func forgetSymbols() {
    known.deallocate()
    known = .init(start: nil, count: 0)
  }

  /// Whether the values of a class pass a test of the program.
  func passes(_ test: Int, class number: UInt16) -> Bool {
    guard let place = places[test] else { return false }
    return answers[Int(number)].contains(place)
  }

  /// The class of a symbol that was not asked for yet.
  func classify(_ symbol: UInt32, _ bytes: UnsafeBufferPointer<UInt8>) -> UInt16 {
    makeRoom(for: Int(symbol))
    let answer = symbol == 0 ? answers[0] : tests.passed(byAny: bytes)
    if let number = classes[answer] {
      known[Int(symbol)] = number
      return number
    }
    let number = UInt16(answers.count)
    classes[answer] = number
    answers.append(answer)
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
    if !isList(bytes) { return matches(UnsafeRawBufferPointer(bytes)) }
    return values(in: bytes).contains { matches($0) }
  }
}

extension TestSet {
  /// The tests that a slot's value passes; of several values, those that one of them passes.
  fileprivate func passed(byAny bytes: UnsafeBufferPointer<UInt8>) -> TestAnswers {
    if !isList(bytes) { return passed(by: UnsafeRawBufferPointer(bytes)) }
    var answers = TestAnswers(count: count)
    for value in values(in: bytes) { answers.formUnion(passed(by: value)) }
    return answers
  }
}

/// Whether a slot holds several values; mostly it holds one, which needs no list.
private func isList(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.contains(FieldValue.separator) }

/// What a slot holds: one value, or several with separators between them, of which some may be empty.
private func values(in bytes: UnsafeBufferPointer<UInt8>) -> [UnsafeRawBufferPointer] {
  bytes.split(separator: FieldValue.separator, omittingEmptySubsequences: false)
    .map { UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: $0)) }
}
