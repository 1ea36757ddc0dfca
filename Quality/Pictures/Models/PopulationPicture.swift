import Foundation
import HarrierModels
import HarrierTesting

/// A member that joins: judged by its peers first, then more and more by itself.
enum PopulationPicture: Picture {
  static let name = "population-member"
  private static let spanSeconds: Int64 = 6 * 3600

  static func draw() -> Chart {
    let world = WorldSeries(.growing, seed: 9, days: 30)
    // Joins on the tenth day with four events an hour, like every fifth of its peers.
    let chosen = "abe"
    let counts = Dictionary(grouping: world.events) { ($0.seconds - TestLog.start) / spanSeconds }
    var population = Population()
    var members: [String: PopulationMember] = [:]
    var path: [Step] = []
    for bucket in counts.keys.sorted() {
      let now = Dictionary(grouping: counts[bucket]!, by: \.member).mapValues { Double($0.count) }
      for name in now.keys.sorted() {
        var value = now[name]!
        if name == chosen, bucket == 116 { value *= 8 }
        var member = members[name] ?? PopulationMember()
        let belief = member.predictive(population)
        if name == chosen { path.append(Step(bucket: bucket, value: value, belief: belief)) }
        population.learn(log1p(value), age: member.observations, center: belief.center, scale: belief.scale)
        member.learn(log1p(value))
        members[name] = member
      }
    }
    let jump = path.max { $0.surprisal < $1.surprisal }!
    return Chart(
      title: "PopulationMember: a newcomer among its peers",
      description:
        "Events in six hours of a member that joins on day 10. At first its bounds are those of all its peers; within days they close around its own habit. On day 29 it has eight times its events.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "events in six hours", kind: .logarithmic, low: 1,
          layers: [
            .band("999 of 1,000", path.map { ($0.day, $0.at(-3.6), $0.at(3.6)) }),
            .line("expected", .expected, path.map { Point(x: $0.day, y: $0.at(0)) }),
            .line("actual", .actual, path.map { Point(x: $0.day, y: $0.value) }),
            .mark("eight times the usual", Point(x: jump.day, y: jump.value)),
          ]),
        Panel(
          title: "surprisal, nats", height: 90,
          layers: [
            .bars("of each six hours", path.map { Point(x: $0.day, y: $0.surprisal) }),
            .mark("", Point(x: jump.day, y: jump.surprisal)),
          ]),
      ])
  }

  private struct Step {
    var bucket: Int64
    var value: Double
    var belief: PopulationMember.Belief

    var day: Double { Double(bucket * spanSeconds) / 86_400 }
    /// So many scales above what is expected, in events.
    func at(_ scales: Double) -> Double { max(0, expm1(belief.center + scales * belief.scale)) }
    var surprisal: Double { Surprisal.student(log1p(value), belief) }
  }
}
