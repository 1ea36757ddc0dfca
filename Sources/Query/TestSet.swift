/// Many tests of one field's values, asked together: one scan of the value tells which tests can pass at all, and only
/// those are asked.
///
/// ```swift
/// let tests = TestSet([.equals("cmd.exe"), .wildcard(.init(pieces: ["", "http://", ""]))])
/// tests.passed(by: "curl http://192.0.2.1/a")  // {1}
/// ```
///
/// - Not for: a handful of tests, which are as fast one by one.
/// - Cost: O(value), and each test that may pass once; bounds, networks, numbers and moments are asked every time.
public struct TestSet: Sendable {
  private let tests: [ValueTest]
  /// Tests that only they themselves can answer.
  private var others: [Int] = []
  private let texts: TextSearch
  /// By text of the search: the tests that need it.
  private var owners: [[Int]] = []

  public init(_ tests: [ValueTest]) {
    self.tests = tests
    var numbers: [[UInt8]: Int] = [:]
    var needed: [[UInt8]] = []
    for (number, test) in tests.enumerated() {
      guard let text = test.neededText else {
        others.append(number)
        continue
      }
      if let known = numbers[text] {
        owners[known].append(number)
        continue
      }
      numbers[text] = needed.count
      needed.append(text)
      owners.append([number])
    }
    texts = TextSearch(needed)
  }

  public var count: Int { tests.count }

  /// The tests that a value passes, by their place in the list they were made of.
  public func passed(by value: UnsafeRawBufferPointer) -> TestAnswers {
    var answers = TestAnswers(count: tests.count)
    for test in others where tests[test].matches(value) { answers.insert(test) }
    for text in texts.found(in: value) {
      for test in owners[text] where tests[test].matches(value) { answers.insert(test) }
    }
    return answers
  }

  /// The same for text at hand.
  public func passed(by value: String) -> TestAnswers {
    var value = value
    return value.withUTF8 { passed(by: UnsafeRawBufferPointer($0)) }
  }
}

/// Which of many tests are passed: a bit each.
public struct TestAnswers: Hashable, Sendable {
  private var words: [UInt64]

  /// None of so many.
  public init(count: Int) { words = Array(repeating: 0, count: (count + 63) / 64) }

  public mutating func insert(_ test: Int) { words[test / 64] |= 1 << UInt64(test % 64) }
  public func contains(_ test: Int) -> Bool { words[test / 64] >> UInt64(test % 64) & 1 == 1 }

  /// - Precondition: both are of one set of tests.
  public mutating func formUnion(_ other: TestAnswers) {
    for place in words.indices { words[place] |= other.words[place] }
  }
}

extension ValueTest {
  /// Folded text that stands in every value that passes; nil where there is none.
  fileprivate var neededText: [UInt8]? {
    switch self {
    case .equals(let literal): literal.onlyText
    case .wildcard(let wildcard): wildcard.longestPiece
    case .exists, .range, .cidr: nil
    }
  }
}
