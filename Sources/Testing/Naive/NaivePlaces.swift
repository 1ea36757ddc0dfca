import Foundation
import HarrierEvents

extension Naive {
  /// The centres of `Whereabouts`, each the mean of all places that belong to it. Not across the date line.
  public struct Places {
    private var centres: [[(place: GeoPoint, weight: Double, seconds: Double)]] = []
    private static let halfLife = 30 * 86_400.0
    public init() {}

    public var count: Int { centres.count }

    /// Kilometres by the angle between two vectors.
    public static func kilometres(_ a: GeoPoint, _ b: GeoPoint) -> Double {
      func vector(_ point: GeoPoint) -> [Double] {
        let (north, east) = (point.latitude * .pi / 180, point.longitude * .pi / 180)
        return [cos(north) * cos(east), cos(north) * sin(east), sin(north)]
      }
      let (u, v) = (vector(a), vector(b))
      let cross = [
        u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0],
      ]
      let dot = zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }
      return 6371.0088 * atan2(cross.reduce(0) { $0 + $1 * $1 }.squareRoot(), dot)
    }

    private func center(_ index: Int, _ now: Double) -> (place: GeoPoint, weight: Double) {
      let weights = centres[index].map { $0.weight * exp2(-(now - $0.seconds) / Self.halfLife) }
      let sum = weights.reduce(0, +)
      func mean(_ part: (GeoPoint) -> Double) -> Double {
        zip(centres[index], weights).reduce(0) { $0 + part($1.0.place) * $1.1 } / sum
      }
      return (GeoPoint(latitude: mean(\.latitude), longitude: mean(\.longitude)), sum)
    }

    public func distance(to place: GeoPoint, seconds: Double) -> Double {
      centres.indices.map { Self.kilometres(center($0, seconds).place, place) }.min() ?? .infinity
    }

    public mutating func learn(_ place: GeoPoint, seconds: Double) {
      let distances = centres.indices.map { Self.kilometres(center($0, seconds).place, place) }
      if let least = distances.min(), least <= 100 {
        centres[distances.firstIndex(of: least)!].append((place, 1, seconds))
        return
      }
      if centres.count == 8 {
        let weights = centres.indices.map { center($0, seconds).weight }
        centres.remove(at: weights.firstIndex(of: weights.min()!)!)
      }
      centres.append([(place, 1, seconds)])
    }
  }
}
