import HarrierEvents
import HarrierModels
import HarrierScoring

#if canImport(Glibc)
  import Glibc
#endif

/// Sentences on times, places and rhythms.
enum TimeAndPlaceWords {
  private static let days = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// `at 03:12 UTC, mostly around 09:30 (212 looks so far)`
  static func sentence(_ moment: Finding.Moment) -> String {
    let past =
      moment.looks == 0
      ? "a newcomer's first" : "after \(moment.looks) \(moment.looks == 1 ? "look" : "looks")"
    return "at \(clock(moment.position, moment.circle)) UTC, most usual around "
      + "\(clock(moment.usual, moment.circle)) (\(past))"
  }

  /// `03:12`, or `Sunday 03:12`.
  static func clock(_ position: Int64, _ circle: Circle) -> String {
    let minutes = position % 86_400 / 60
    let time = "\(two(minutes / 60)):\(two(minutes % 60))"
    return circle == .day ? time : "\(days[Int(position / 86_400) % 7]) \(time)"
  }

  private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }

  /// `16,480 km from the nearest of 3 usual places`, or `at 98,000 km/h from 50.1, 8.7 (16,480 km in 10 minutes)`
  static func sentence(_ found: Finding.Journey) -> String {
    let journey = found.journey
    let places = "\(found.centres) usual \(found.centres == 1 ? "place" : "places")"
    let distance = "\(Wording.number(journey.kilometres.rounded())) km from the nearest of \(places)"
    guard journey.leg > 0 else { return "\(point(journey.place)), \(distance)" }
    let leg =
      "\(Wording.number(journey.speed.rounded())) km/h from \(point(journey.from)) to \(point(journey.to)), "
      + "\(Wording.number(journey.leg.rounded())) km in \(Wording.span(seconds: journey.seconds))"
    return journey.speedSurprisal > journey.distanceSurprisal
      ? "at \(leg)" : "\(point(journey.place)), \(distance) (\(leg))"
  }

  private static func point(_ place: GeoPoint) -> String {
    "\((place.latitude * 100).rounded() / 100),\((place.longitude * 100).rounded() / 100)"
  }

  /// `every 60 seconds (± 2), 1380 contacts over 96 % of the bucket, regularity 0.97 against 0.41`
  static func sentence(_ rhythm: Finding.Rhythm, actual: Double, typical: Double) -> String {
    let found = rhythm.regularity
    return "every \(Wording.number(found.interval)) seconds (± \(Wording.number(found.deviation))), "
      + "\(found.contacts) contacts over \(Int((found.coverage * 100).rounded())) % of the bucket "
      + "(regularity \(hundredths(actual)) against \(hundredths(typical)))"
  }

  private static func hundredths(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
