import HarrierModels
import HarrierTesting

#if canImport(Glibc)
  import Glibc
#endif

/// Fifty people who join on a Monday, to a detector that knows sixty of a thousand.
enum ArrivalsPicture: Picture {
  static let name = "arrivals"
  private static let bucketSeconds: Int64 = 3600
  private static let monday = 14
  /// News an hour, to a detector that has seen none in two weeks.
  private static let novelty = 0.5 / (14 * 24 + 1)

  static func draw() -> Chart {
    let arrivals = arrivals()
    let hours = (-12...60).map { Int64(monday * 24 + $0) }
    let rates = hours.map { rate(arrivals, at: $0 * bucketSeconds) }
    return Chart(
      title: "Arrivals: fifty people join on a Monday",
      description:
        "Fifty people join within ten hours. A detector that knows sixty of a thousand expects three of them, and a newcomer's first is no news to it until the next day. To one who has long been there it is as rare as ever.",
      axis: "hours since Monday, UTC",
      panels: [
        Panel(
          title: "newcomers expected in an hour", height: 90,
          layers: [.line("by a detector of sixty in a thousand", .expected, points(hours, rates))]),
        Panel(
          title: "surprisal of a first, nats",
          layers: [
            .line("of somebody new", .actual, points(hours, rates.map { surprisal(max(novelty, $0)) })),
            .line("of somebody known", .other, points(hours, rates.map { _ in surprisal(novelty) })),
            .mark("there for weeks", Point(x: 16, y: surprisal(novelty))),
          ]),
      ])
  }

  private static func points(_ hours: [Int64], _ values: [Double]) -> [Point] {
    zip(hours, values).map { Point(x: Double($0 - Int64(monday * 24)), y: $1) }
  }

  private static func surprisal(_ rate: Double) -> Double { -log(-expm1(-rate)) }

  private static func arrivals() -> Arrivals {
    var random = TestRandom(seed: 3)
    var arrivals = Arrivals()
    arrivals.take((0..<1000).map { .init(kind: .person, hash: UInt64($0), seconds: Int64($0)) })
    arrivals.take(
      (1000..<1050).map {
        let hour = Int64(monday * 24) + Int64.random(in: 7...16, using: &random)
        return .init(kind: .person, hash: UInt64($0), seconds: hour * bucketSeconds)
      })
    return arrivals
  }

  /// Of any newcomer's first in the hour that ends then.
  private static func rate(_ arrivals: Arrivals, at seconds: Int64) -> Double {
    let newcomers = (1000..<1050).compactMap { arrivals.company(of: UInt64($0), .person, at: seconds) }.max()
    guard let newcomers else { return 0 }
    return arrivals.rate(
      of: newcomers, .person, known: 60, at: seconds, bucketSeconds: bucketSeconds)
  }
}
