import HarrierModels
import HarrierStatistics

/// −ln of the tail beyond a value, whichever side it is on.
enum Surprisal {
  static func student(_ x: Double, _ belief: PopulationMember.Belief) -> Double {
    -Tails.logStudentUpper(abs(x - belief.center) / belief.scale, freedom: belief.freedom)
  }
}
