import Foundation
import HarrierTesting
import Testing

@testable import HarrierFormats

struct FieldPathsTests {
  private func paths(_ text: String) -> Set<String>? {
    Array(text.utf8).withUnsafeBufferPointer { FieldPaths().paths(of: $0) }
  }

  @Test(
    arguments: [
      (#"{}"#, []), (#"{"a":1,"b":{"c":"x","d":null},"e":[{"f":1}]}"#, ["a", "b", "b.c", "e"]),
      (#"{"event.action":"x","event":{"kind":true}}"#, ["event.action", "event", "event.kind"]),
      (#"{"a\u0062":{"\"":2}}  "#, ["ab", "ab.\""]),
      (#"{"n":1e999,"m":12345678901234567890123}"#, ["n", "m"]),
    ] as [(String, Set<String>)])
  func `dotted paths of what is not null`(text: String, expected: Set<String>) {
    #expect(paths(text) == expected)
  }

  @Test(arguments: [
    "", "[]", "1", #"{"a":1"#, #"{"a":1} x"#, #"{"a":1}{"b":2}"#, #"{"a" 1}"#, "{\"a\":\"\u{0}",
  ])
  func `what is no whole object has none`(text: String) { #expect(paths(text) == nil) }

  @Test func `deep objects are looked into so far and no further`() {
    let deep = String(repeating: #"{"a":"#, count: 200) + "1" + String(repeating: "}", count: 200)
    #expect(paths(deep)?.count == 9)
  }

  @Test(arguments: UInt64(1)...20)
  func `random objects, against Foundation`(seed: UInt64) throws {
    var generator = TestRandom(seed: seed)
    func object(_ depth: Int) -> [String: Any] {
      var made: [String: Any] = [:]
      for _ in 0..<Int.random(in: 0...5, using: &generator) {
        let key = ["a", "b.c", "é", "x\"y", "\n", ""].randomElement(using: &generator)!
        switch Int.random(in: 0..<5, using: &generator) {
        case 0 where depth < 5: made[key] = object(depth + 1)
        case 1: made[key] = NSNull()
        case 2: made[key] = [1, "two", ["three": 3]] as [Any]
        case 3: made[key] = "text {\"a\": 1}"
        default: made[key] = 1.5
        }
      }
      return made
    }
    func expected(_ object: [String: Any], _ prefix: String) -> Set<String> {
      var found: Set<String> = []
      for (key, value) in object where !(value is NSNull) {
        found.insert(prefix + key)
        if let inner = value as? [String: Any] { found.formUnion(expected(inner, prefix + key + ".")) }
      }
      return found
    }
    for _ in 0..<50 {
      let made = object(0)
      let text = String(decoding: try JSONSerialization.data(withJSONObject: made), as: UTF8.self)
      #expect(paths(text) == expected(made, ""), "\(text)")
    }
  }
}
