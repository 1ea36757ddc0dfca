import HarrierModels
import HarrierTesting

/// Messages with names in them: many texts, few kinds.
enum MessagesPicture: Picture {
  static let name = "message-categories"

  static func draw() -> Chart {
    var random = TestRandom(seed: 15 << 40)
    var model = MessageCategories()
    var texts: Set<String> = []
    var next = 0
    var steps: [(texts: Int, categories: Int)] = []
    for number in 0..<400 {
      let text = number == 380 ? "audit log was cleared by operator" : message(&random)
      texts.insert(text)
      _ = model.place(of: text) {
        next += 1
        return next
      }
      model.endBucket()
      steps.append((texts.count, model.categories.count))
    }
    return Chart(
      title: "MessageCategories: many texts, few kinds",
      description:
        "Four hundred messages that differ by the names in them. The number of different texts grows all the time; the number of categories rises while names are few, then falls to one a kind of message, and rises by one when a message of another kind comes.",
      axis: "messages read",
      panels: [
        Panel(
          title: "how many", kind: .logarithmic, low: 1, height: 220,
          layers: [
            .line(
              "different texts", .other, steps.enumerated().map { Point(x: Double($0), y: Double($1.texts)) }),
            .line(
              "categories", .actual, steps.enumerated().map { Point(x: Double($0), y: Double($1.categories)) }
            ),
            .mark("another kind", Point(x: 380, y: Double(steps[380].categories))),
          ])
      ])
  }

  private static func message(_ random: inout TestRandom) -> String {
    let name = (0..<5).map { _ in String(UnicodeScalar(UInt8(97 + random.next() % 26))) }.joined()
    return switch random.zipf(4) {
    case 0: "session opened for user \(name)"
    case 1: "session closed for user \(name) after timeout"
    case 2: "account \(name) was created"
    default: "account \(name) was deleted by administrator"
    }
  }
}
