import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct MessageCategoriesTests {
  /// The categories of templates, met in this order.
  private func categories(_ templates: [String]) -> MessageCategories {
    var model = MessageCategories()
    var last = 0
    for template in templates {
      let place = model.place(of: template) {
        last += 1
        return last
      }
      if let place { model.note(model.survivor(of: place), matches: 1, messages: [template]) }
    }
    model.endBucket()
    return model
  }

  @Test func `verbs stay apart`() {
    let verbs = ["created", "deleted", "changed", "enabled", "disabled", "unlocked", "renamed"]
    let model = categories(verbs.map { "A user account was \($0)." })
    #expect(model.categories.count == verbs.count)
  }

  @Test func `names fall together, once there are eight`() {
    let names = (0..<20).map { "name\(Character(UnicodeScalar(97 + $0)!))" }
    let model = categories(names.map { "session opened for \($0)" } + ["session closed for namea"])
    #expect(
      model.categories.map(\.template).sorted() == ["session closed for <*>", "session opened for <*>"])
    let opened = model.categories.first { $0.template.contains("<*>") }
    #expect(opened?.id == 1)
    #expect(opened?.matches == 20)
    #expect(opened?.examples.count == 4)
  }

  @Test func `two positions may vary at a time`() {
    let letters = (0..<10).map { String(UnicodeScalar(97 + $0)!) }
    let model = categories(letters.map { "user \($0)\($0) left host \($0)x for good" })
    #expect(model.categories.map(\.template) == ["user <*> left host <*> for good"])
  }

  @Test func `what a position has in all of a category's templates is known`() {
    let letters = (0..<10).map { String(UnicodeScalar(97 + $0)!) }
    let names = letters.map { "user \($0)\($0) left for good" }
    let others = ["user aa came for good", "user bb came for good", "user cc went for now"]
    let model = categories(names + others)
    let shared = Dictionary(uniqueKeysWithValues: model.categories.map { ($0.template, $0.shared) })
    #expect(shared["user <*> left for good"] == ["user", "<*>", "left", "for", "good"])
    #expect(shared["user <*> came for good"] == ["user", "<*>", "came", "for", "good"])
    #expect(shared["user <*> went for now"] == ["user", "cc", "went", "for", "now"])
  }

  @Test func `another number of words is another category`() {
    #expect(categories(["a b c", "a b c d"]).categories.count == 2)
  }

  @Test func `categories are bounded, and what comes then has none`() {
    var model = MessageCategories()
    var last = 0
    var without = 0
    for number in 0..<3000 {
      // Nothing in common: each founds a category.
      let word = String(number).map { String(UnicodeScalar($0.asciiValue! + 49)) }.joined()
      let place = model.place(of: "\(word)a \(word)b \(word)c") {
        last += 1
        return last
      }
      if place == nil { without += 1 }
    }
    #expect(model.categories.count == MessageCategories.mostCategories)
    #expect(without == 2000)
  }

  @Test func `examples are cut and few`() {
    var model = MessageCategories()
    let place = model.place(of: "a") { 1 }
    model.note(place!, matches: 9, messages: (0..<9).map { "\($0)" + String(repeating: "ü", count: 2000) })
    let category = model.categories[0]
    #expect(category.examples.count == 4)
    #expect(category.examples.allSatisfy { $0.utf8.count <= 1000 && $0.utf8.count > 990 })
    #expect(category.longest == 4001)
  }

  @Test func `saving and restoring changes no later category`() throws {
    let before =
      (0..<12).map { "opened \(Character(UnicodeScalar(97 + $0)!))x now" } + ["closed it", "it is"]
    let after = ["opened zz now", "closed it", "closed that", "opened zz then"]
    var model = categories(before)
    var restored = try TestState.restored(model)
    var (one, two) = (100, 100)
    for template in after {
      let expected = model.place(of: template) {
        one += 1
        return one
      }
      let found = restored.place(of: template) {
        two += 1
        return two
      }
      #expect(found == expected)
    }
    #expect(restored.categories == model.categories)
  }

  @Test func `damaged state is refused`() {
    var writer = StateWriter()
    writer.write(1)
    writer.write(7)
    var reader = StateReader(writer.bytes)
    #expect(throws: StateReader.Failure.self) { try MessageCategories(from: &reader) }
  }
}
