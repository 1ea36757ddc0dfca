import HarrierModels
import HarrierTesting

/// A user of office hours, and an event at a quarter past three.
enum HoursPicture: Picture {
  static let name = "circular-density"

  static func draw() -> Chart {
    var random = TestRandom(seed: 12 << 40)
    var model = CircularDensity(.day)
    var counts = [Double](repeating: 0, count: Circle.day.bins)
    for day in 0..<40 where day % 7 < 5 {
      for _ in 0..<(2 + random.poisson(3)) {
        // Morning and afternoon, with lunch between them.
        let hour = (random.uniform() < 0.5 ? 9.5 : 14.5) + random.normal()
        let bin = Circle.day.bin(of: Int64(hour * 3600))
        counts[bin] += 1
        model.learn([bin], bucket: Int64(day) * 96 + Int64(bin), bucketSeconds: 900)
      }
    }
    let density = model.density(peers: CircularDensity.uniform(.day), strength: 2)
    let surprisals = density.indices.map { CircularDensity.surprisal(of: $0, in: density) }
    let night = Circle.day.bin(of: 3 * 3600 + 900)
    func hour(_ bin: Int) -> Double { Double(bin) / 4 }
    let total = counts.reduce(0, +)
    return Chart(
      title: "CircularDensity: the hours of a user",
      description:
        "Forty days of a user who works mornings and afternoons: events by the quarter of an hour, and the density learnt from them, which closes over midnight. The surprisal is near zero at work, and great for an event at 03:15.",
      axis: "hour of the day, UTC",
      panels: [
        Panel(
          title: "share of events, percent",
          layers: [
            .bars("seen", counts.indices.map { Point(x: hour($0), y: 100 * counts[$0] / total) }),
            .line("density", .expected, density.indices.map { Point(x: hour($0), y: 100 * density[$0]) }),
          ]),
        Panel(
          title: "surprisal of an event, nats", height: 110,
          layers: [
            .line("by the hour", .actual, surprisals.indices.map { Point(x: hour($0), y: surprisals[$0]) }),
            .mark("an event at 03:15", Point(x: hour(night), y: surprisals[night])),
          ]),
      ])
  }
}
