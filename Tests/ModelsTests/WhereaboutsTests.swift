import HarrierEvents
import HarrierModels
import HarrierStatistics
import HarrierTesting
import Testing

struct WhereaboutsTests {
  private static let frankfurt = GeoPoint(latitude: 50.11, longitude: 8.68)
  private static let sydney = GeoPoint(latitude: -33.87, longitude: 151.21)
  private static let paris = GeoPoint(latitude: 48.86, longitude: 2.35)

  private func settled(_ peers: inout Whereabouts.Peers) -> Whereabouts {
    var key = Whereabouts()
    for hour in 0..<400 as Range<Int64> {
      let place = hour % 9 == 0 ? Self.paris : Self.frankfurt
      key.learn(
        [(hour * 3_600_000_000_000 * 8, place)], bucket: hour * 8, bucketSeconds: 3600, peers: &peers)
    }
    return key
  }

  @Test func `the distance is the great circle's`() {
    #expect(abs(Self.frankfurt.kilometres(to: Self.paris) - 479) < 5)
    #expect(abs(Self.frankfurt.kilometres(to: Self.sydney) - 16_500) < 60)
    let east = GeoPoint(latitude: 0, longitude: 179.5)
    #expect(abs(east.kilometres(to: GeoPoint(latitude: 0, longitude: -179.5)) - 111.2) < 0.1)
  }

  @Test func `a usual place is ordinary, a far one is not`() throws {
    var peers = Whereabouts.Peers()
    let key = settled(&peers)
    let later: Int64 = 400 * 8 * 3_600_000_000_000
    let home = try #require(key.judge([(later, Self.paris)], peers))
    #expect(home.surprisal < 3)
    let far = try #require(key.judge([(later + 30 * 3_600_000_000_000, Self.sydney)], peers))
    #expect(far.surprisal > 10)
    #expect(far.distanceSurprisal > far.speedSurprisal)
    #expect(key.centreCount == 2)
  }

  @Test func `two usual places within minutes are a journey too fast`() throws {
    var peers = Whereabouts.Peers()
    let key = settled(&peers)
    let later: Int64 = 400 * 8 * 3_600_000_000_000
    let journey = try #require(
      key.judge([(later, Self.frankfurt), (later + 300_000_000_000, Self.paris)], peers))
    #expect(journey.speedSurprisal > 5)
    #expect(journey.distanceSurprisal < 2)
    #expect(abs(journey.speed - 479 * 12) < 80)
  }

  @Test func `a key that was nowhere says nothing`() {
    #expect(Whereabouts().judge([(0, Self.paris)], Whereabouts.Peers()) == nil)
  }

  @Test func `centres are bounded, whatever the places`() {
    var peers = Whereabouts.Peers()
    var key = Whereabouts()
    var random = TestRandom(seed: 4)
    for hour in 0..<500 as Range<Int64> {
      let place = GeoPoint(latitude: random.uniform() * 160 - 80, longitude: random.uniform() * 360 - 180)
      key.learn([(hour * 3_600_000_000_000, place)], bucket: hour, bucketSeconds: 3600, peers: &peers)
    }
    #expect(key.centreCount == Whereabouts.mostCentres)
  }

  @Test func `it is read as it was written`() throws {
    var peers = Whereabouts.Peers()
    let key = settled(&peers)
    var writer = StateWriter()
    key.encode(to: &writer)
    peers.encode(to: &writer)
    var reader = StateReader(writer.bytes)
    let read = try Whereabouts(from: &reader)
    let readPeers = try Whereabouts.Peers(from: &reader)
    #expect(reader.isAtEnd)
    let later: Int64 = 1 << 60
    #expect(
      read.judge([(later, Self.sydney)], readPeers)?.surprisal
        == key.judge([(later, Self.sydney)], peers)?.surprisal)
  }
}
