import Foundation
import HarrierModels
import HarrierTesting

/// A day of call-backs every five minutes with a tremble, and a day of a person's contacts.
enum RegularityPicture: Picture {
  static let name = "regularity"

  static func draw() -> Chart {
    var random = TestRandom(seed: 14 << 40)
    let clock = stride(from: 20.0, to: 86_400, by: 300).map { Int64($0 + random.uniform() * 45) }
    let person = Set((0..<clock.count).map { _ in Int64(random.uniform() * 86_400) }).sorted()
    return Chart(
      title: "Regularity: gaps of a beacon and of chance",
      description:
        "Gaps between contacts through a day. Those of a beacon lie in a narrow band around five minutes, all day long, and its score is near one; as many contacts by chance have gaps from seconds to half an hour, and half of that score.",
      axis: "hour of the day, UTC",
      panels: [
        panel("a beacon", clock, isMarked: true),
        panel("chance", person, isMarked: false),
      ])
  }

  private static func panel(_ name: String, _ times: [Int64], isMarked: Bool) -> Panel {
    let score = Regularity(times: times, slotSeconds: 1, period: 0..<86_400, sizes: nil)?.score ?? 0
    let gaps = zip(times.dropFirst(), times).map {
      Point(x: Double($0) / 3600, y: Double($0 - $1))
    }
    let words = "score \(String(format: "%.2f", score))"
    let middle = gaps[gaps.count / 3]
    let mark: [Layer] = isMarked ? [.mark(words, Point(x: middle.x, y: middle.y))] : []
    return Panel(
      title: "gaps of \(name), seconds" + (isMarked ? "" : " (\(words))"), kind: .logarithmic, low: 1,
      height: 130,
      layers: [.dots("a contact", gaps)] + mark)
  }
}
