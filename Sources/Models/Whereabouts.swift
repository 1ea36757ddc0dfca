#if canImport(Glibc)
  import Glibc
#endif
import HarrierEvents
import HarrierStatistics

/// Where a key usually is, and how fast it moves.
///
/// Use for `lat_long`: log-ons, card payments. Remembers a few centres; a place is far or near to those, and
/// a journey is fast or slow, each against the key's own habit with its peers' as prior.
///
/// - Input: sightings of an active bucket, in order of time.
/// - Output: distance from the nearest centre and the greatest speed since the sighting before, with their surprisals.
/// - State: at most ``mostCentres`` centres and two habits a key, some 300 bytes.
/// - Not for: positions of vehicles, whose path is their habit.
///
/// ## Source
/// The centres are a sequential leader clustering (Hartigan, *Clustering Algorithms*, 1975, ch. 3) that forgets; the two
/// habits are ``PopulationMember``s on a logarithm.
public struct Whereabouts: StateCodable {
  public static let mostCentres = 8
  /// Within this a place belongs to a centre: what address databases get wrong about a city.
  static let radius = 100.0
  static let halfLifeSeconds = 30.0 * 86_400
  /// Two sightings are at least so long apart: clocks differ.
  static let leastSeconds = 60.0

  struct Centre {
    var place: GeoPoint
    var weight: Double
  }

  private var centres: [Centre] = []
  private var lastPlace: GeoPoint?
  private var lastTime: Int64 = 0
  private var lastBucket: Int64 = 0
  private var distances = PopulationMember()
  private var speeds = PopulationMember()
  public private(set) var looks = 0

  public init() {}

  /// In the heap.
  public var heapBytes: Int {
    centres.isEmpty ? 0 : TableBytes.block(Int(1.44 * Double(centres.count * MemoryLayout<Centre>.stride)))
  }
  public var centreCount: Int { centres.count }

  /// What peers do.
  public struct Peers: StateCodable {
    var distances = Population()
    var speeds = Population()
    public init() {}
    public func encode(to writer: inout StateWriter) {
      distances.encode(to: &writer)
      speeds.encode(to: &writer)
    }
    public init(from reader: inout StateReader) throws(StateReader.Failure) {
      distances = try Population(from: &reader)
      speeds = try Population(from: &reader)
    }
  }

  /// What a bucket's sightings amount to; nil for a key that was nowhere before.
  public struct Journey: Sendable {
    /// The sighting that is furthest from all centres.
    public var place: GeoPoint
    public var nearest: GeoPoint
    public var kilometres: Double
    /// The fastest leg.
    public var from: GeoPoint
    public var to: GeoPoint
    public var leg: Double
    public var seconds: Double
    public var distanceSurprisal = 0.0
    public var speedSurprisal = 0.0

    public var speed: Double { seconds > 0 ? leg / seconds * 3600 : 0 }
    /// The stranger of the two, one of two chances.
    public var surprisal: Double { max(0, max(distanceSurprisal, speedSurprisal) - log(2)) }
  }

  public func judge(_ sightings: [(time: Int64, place: GeoPoint)], _ peers: Peers) -> Journey? {
    guard var journey = journey(sightings) else { return nil }
    journey.distanceSurprisal = Self.surprisal(
      Self.scaled(distance: journey.kilometres), distances.predictive(peers.distances))
    journey.speedSurprisal = Self.surprisal(
      Self.scaled(speed: journey.speed), speeds.predictive(peers.speeds))
    return journey
  }

  private static func scaled(distance: Double) -> Double { log1p(distance / 25) }
  private static func scaled(speed: Double) -> Double { log1p(speed / 100) }

  private static func surprisal(
    _ x: Double, _ belief: PopulationMember.Belief
  ) -> Double {
    max(0, -Tails.logStudentUpper((x - belief.center) / belief.scale, freedom: belief.freedom))
  }

  private func journey(_ sightings: [(time: Int64, place: GeoPoint)]) -> Journey? {
    guard !centres.isEmpty, let first = sightings.first else { return nil }
    var from = lastPlace ?? first.place
    var journey = Journey(
      place: first.place, nearest: first.place, kilometres: -1, from: from, to: from, leg: 0, seconds: 0)
    var time = lastPlace == nil ? first.time : lastTime
    for sighting in sightings {
      let centre = nearest(to: sighting.place)
      if centre.kilometres > journey.kilometres {
        journey.kilometres = centre.kilometres
        journey.nearest = centres[centre.index].place
        journey.place = sighting.place
      }
      let leg = from.kilometres(to: sighting.place)
      let seconds = max(Self.leastSeconds, Double(sighting.time - time) / 1e9)
      if leg > Self.radius, leg / seconds > journey.speed / 3600 {
        (journey.from, journey.to, journey.leg, journey.seconds) = (from, sighting.place, leg, seconds)
      }
      (from, time) = (sighting.place, sighting.time)
    }
    return journey
  }

  private func nearest(to place: GeoPoint) -> (index: Int, kilometres: Double) {
    var best = (index: 0, kilometres: Double.infinity)
    for (index, centre) in centres.enumerated() {
      let distance = centre.place.kilometres(to: place)
      if distance < best.kilometres { best = (index, distance) }
    }
    return best
  }

  /// Forgets where it was last, not where it usually is: the next sighting is no journey.
  public mutating func loseTrack() { lastPlace = nil }

  /// Takes in a bucket's sightings, together one look.
  public mutating func learn(
    _ sightings: [(time: Int64, place: GeoPoint)], bucket: Int64, bucketSeconds: Int64, peers: inout Peers
  ) {
    guard let last = sightings.last else { return }
    if let journey = journey(sightings) { learn(journey, &peers) }
    let age = Double((bucket - (looks > 0 ? lastBucket : bucket)) * bucketSeconds)
    for index in centres.indices { centres[index].weight *= exp2(-age / Self.halfLifeSeconds) }
    for sighting in sightings { settle(sighting.place, weight: 1 / Double(sightings.count)) }
    lastPlace = last.place
    lastTime = last.time
    lastBucket = bucket
    looks += 1
  }

  private mutating func learn(_ journey: Journey, _ peers: inout Peers) {
    Self.learn(Self.scaled(distance: journey.kilometres), &distances, &peers.distances)
    Self.learn(Self.scaled(speed: journey.speed), &speeds, &peers.speeds)
  }

  private static func learn(_ x: Double, _ member: inout PopulationMember, _ population: inout Population) {
    let belief = member.predictive(population)
    population.learn(x, age: member.observations, center: belief.center, scale: belief.scale)
    member.learn(x)
  }

  private mutating func settle(_ place: GeoPoint, weight: Double) {
    if !centres.isEmpty {
      let nearest = nearest(to: place)
      if nearest.kilometres <= Self.radius {
        centres[nearest.index].move(to: place, weight: weight)
        return
      }
    }
    if centres.count == Self.mostCentres, let least = leastCentre { centres.remove(at: least) }
    centres.append(Centre(place: place, weight: weight))
  }

  private var leastCentre: Int? { centres.indices.min { centres[$0].weight < centres[$1].weight } }

  public func encode(to writer: inout StateWriter) {
    writer.write(centres.count)
    for centre in centres {
      for value in [centre.place.latitude, centre.place.longitude, centre.weight] { writer.write(value) }
    }
    writer.write(looks)
    writer.write(Int(lastTime))
    writer.write(Int(lastBucket))
    writer.write(lastPlace?.latitude ?? .nan)
    writer.write(lastPlace?.longitude ?? .nan)
    distances.encode(to: &writer)
    speeds.encode(to: &writer)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount(least: 24)) {
      let place = GeoPoint(latitude: try reader.readDouble(), longitude: try reader.readDouble())
      centres.append(Centre(place: place, weight: try reader.readDouble()))
    }
    looks = try reader.readInt()
    lastTime = Int64(try reader.readInt())
    lastBucket = Int64(try reader.readInt())
    lastPlace = GeoPoint(checking: try reader.readDouble(), try reader.readDouble())
    distances = try PopulationMember(from: &reader)
    speeds = try PopulationMember(from: &reader)
  }
}

extension Whereabouts.Centre {
  /// Towards a place, the short way around the earth.
  mutating func move(to place: GeoPoint, weight added: Double) {
    weight += added
    let part = added / weight
    var east = place.longitude - self.place.longitude
    if east > 180 { east -= 360 }
    if east < -180 { east += 360 }
    self.place.latitude += part * (place.latitude - self.place.latitude)
    self.place.longitude += part * east
    if self.place.longitude > 180 { self.place.longitude -= 360 }
    if self.place.longitude < -180 { self.place.longitude += 360 }
  }
}
