import Foundation
import HarrierModels
import HarrierTesting

/// Finds of many hosts; the last comes from one that never had any.
enum NewsBringersPicture: Picture {
  static let name = "news-bringers"

  static func draw() -> Chart {
    var random = TestRandom(seed: 8 << 40)
    var model = NewsBringers(memory: 500)
    var finds: [(host: Int, surprisal: Double)] = []
    // A dozen hosts of developers, by Zipf's law, and at last the file server.
    let hosts = (0..<399).map { _ in random.zipf(12) } + [99]
    for host in hosts {
      finds.append((host, -log(model.share(of: UInt64(host)))))
      model.learn(find: UInt64(host))
    }
    let last = finds.count - 1
    return Chart(
      title: "NewsBringers: who brings news",
      description:
        "Four hundred new programs in the order in which they came, by the number of their host: hosts with low numbers bring many. The last comes from a host that never brought any, and its surprisal is the greatest.",
      axis: "finds, in the order in which they came",
      panels: [
        Panel(
          title: "number of the host", height: 120,
          layers: [
            .dots("a find", finds.enumerated().dropLast().map { Point(x: Double($0), y: Double($1.host)) })
          ]),
        Panel(
          title: "surprisal, nats", height: 120,
          layers: [
            .bars("of each find", finds.enumerated().map { Point(x: Double($0), y: $1.surprisal) }),
            .mark("never brought any", Point(x: Double(last), y: finds[last].surprisal)),
          ]),
      ])
  }
}
