import HarrierEvents
import HarrierModels
import HarrierTesting

/// A user of two cities who is seen on another continent.
enum PlacesPicture: Picture {
  static let name = "whereabouts"

  static func draw() -> Chart {
    var random = TestRandom(seed: 13 << 40)
    var peers = Whereabouts.Peers()
    var key = Whereabouts()
    var looks: [(day: Double, kilometres: Double, speed: Double, surprisal: Double)] = []
    for number in 0..<160 as Range<Int64> {
      let bucket = number * 8
      let time = (TestLog.start + bucket * 3600) * 1_000_000_000
      let place = number == 150 ? GeoPoint(latitude: -33.87, longitude: 151.21) : home(&random)
      if let journey = key.judge([(time, place)], peers) {
        looks.append((Double(bucket) / 24, journey.kilometres, journey.speed, journey.surprisal))
      }
      key.learn([(time, place)], bucket: bucket, bucketSeconds: 3600, peers: &peers)
    }
    let far = looks.max { $0.surprisal < $1.surprisal }!
    return Chart(
      title: "Whereabouts: far from the usual places",
      description:
        "A user is seen every eight hours, in one of two cities. The distance from the nearest usual place is some kilometres; on day 50 it is 16,000, within hours. The surprisal of that sighting is the greatest.",
      axis: "days since a Monday, UTC",
      panels: [
        Panel(
          title: "kilometres from the nearest usual place", kind: .logarithmic, low: 1,
          layers: [
            .dots("a sighting", looks.map { Point(x: $0.day, y: $0.kilometres) }),
            .mark("on another continent", Point(x: far.day, y: far.kilometres)),
          ]),
        Panel(
          title: "surprisal, nats", height: 110,
          layers: [
            .bars("of each sighting", looks.map { Point(x: $0.day, y: $0.surprisal) }),
            .mark("", Point(x: far.day, y: far.surprisal)),
          ]),
      ])
  }

  /// In Frankfurt or Paris, give or take ten kilometres.
  private static func home(_ random: inout TestRandom) -> GeoPoint {
    let isAway = random.uniform() < 0.15
    return GeoPoint(
      latitude: (isAway ? 48.86 : 50.11) + 0.1 * random.normal(),
      longitude: (isAway ? 2.35 : 8.68) + 0.1 * random.normal())
  }
}
