import HarrierTesting
import Testing

@testable import HarrierQuery

struct TestSetTests {
  private func wildcard(_ text: String) -> ValueTest {
    .wildcard(.init(pieces: text.split(separator: "*", omittingEmptySubsequences: false).map(String.init)))
  }

  private func passed(_ tests: [ValueTest], by value: String) -> [Int] {
    let answers = TestSet(tests).passed(by: value)
    return tests.indices.filter { answers.contains($0) }
  }

  @Test func `texts, gaps and other readings are told by one scan`() throws {
    let tests: [ValueTest] = [
      .equals("cmd.exe"), wildcard("*http://*"), .exists, .equals("443"), .equals("CMD.EXE"),
      wildcard("*"), wildcard("c*.exe"), .equals(""), .range(.atLeast, "400"), .equals("::1"),
    ]
    #expect(passed(tests, by: "Cmd.exe") == [0, 2, 4, 5, 6, 8])
    #expect(passed(tests, by: "x HTTP://y") == [1, 2, 5, 8])
    #expect(passed(tests, by: "443.0") == [2, 3, 5, 8])
    #expect(passed(tests, by: "0:0:0:0:0:0:0:1").contains(9))
    #expect(passed(tests, by: "") == tests.indices.filter { tests[$0].matches("") })
  }

  @Test func `no tests, and no values that pass`() throws {
    #expect(passed([], by: "anything").isEmpty)
    #expect(passed([.equals("a"), wildcard("*bc*")], by: "cba").isEmpty)
  }

  /// Texts that lie in one another, and share beginnings and ends, are where a search of many goes wrong.
  @Test(arguments: 1...20)
  func `many tests together say what each says alone`(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    func text(_ most: UInt64) -> String {
      String(
        (0..<(random.next() % most + 1)).map { _ in ["a", "B", "b", "é", "1", "/"][Int(random.next() % 6)] }
          .joined())
    }
    let tests: [ValueTest] = (0..<90).map { number in
      switch number % 3 {
      case 0: .equals(.init(text(4)))
      case 1: wildcard("*\(text(3))*")
      default: wildcard("\(text(2))*\(text(2))*\(text(1))")
      }
    }
    let set = TestSet(tests)
    for _ in 0..<300 {
      let value = text(12)
      let answers = set.passed(by: value)
      let alone = tests.indices.filter { tests[$0].matches(value) }
      #expect(tests.indices.filter { answers.contains($0) } == alone, "\(value)")
    }
  }

  @Test func `a long value of one byte is no trouble`() throws {
    let tests = (1...200).map { wildcard("*\(String(repeating: "a", count: $0))*") }
    let answers = TestSet(tests).passed(by: String(repeating: "a", count: 200_000))
    #expect(tests.indices.allSatisfy { answers.contains($0) })
  }
}
