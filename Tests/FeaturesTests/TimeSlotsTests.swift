import HarrierEvents
import HarrierFeatures
import HarrierStatistics
import HarrierTesting
import Testing

struct TimeSlotsTests {
  private func times(_ count: Int, seed: UInt64) -> [Int64] {
    var random = TestRandom(seed: seed)
    return (0..<count).map { _ in Int64(random.uniform() * 86_400e9) - 43_200_000_000_000 }
  }

  @Test(arguments: [5, 60, 64, 65, 2000])
  func `any cut and order gives the same slots, and no more than the cap`(count: Int) {
    let times = times(count, seed: UInt64(count))
    var whole = TimeSlots(cap: 64)
    for time in times { whole.add(nanoseconds: time) }
    #expect(whole.count <= 64)
    for seed in 1...4 as ClosedRange<UInt64> {
      var random = TestRandom(seed: seed)
      var parts = (0..<3).map { _ in TimeSlots(cap: 64) }
      for time in times.shuffled(using: &random) { parts[Int(random.next() % 3)].add(nanoseconds: time) }
      var merged = TimeSlots(cap: 64)
      for part in parts { merged.merge(part) }
      #expect(merged.seconds == whole.seconds)
      #expect(merged.slotSeconds == whole.slotSeconds)
    }
  }

  @Test func `few times are whole seconds, before the epoch too`() {
    var slots = TimeSlots(cap: 8)
    for time in [-1, 1_999_999_999, 1_000_000_000, 7_000_000_000] { slots.add(nanoseconds: Int64(time)) }
    #expect(slots.seconds == [-1, 1, 7])
    #expect(slots.slotSeconds == 1)
  }

  @Test func `slots, tracks and rhythms are read as they were written`() throws {
    var track = Track()
    var rhythm = Rhythm()
    for (number, time) in times(500, seed: 3).enumerated() {
      let place = GeoPoint(latitude: Double(number % 90), longitude: Double(number % 180))
      track.add(Sighting(time: time, place: place))
      rhythm.add(time: time, size: Double(number))
    }
    var writer = StateWriter()
    track.encode(to: &writer)
    rhythm.encode(to: &writer)
    var reader = StateReader(writer.bytes)
    #expect(try Track(from: &reader).sightings == track.sightings)
    let read = try Rhythm(from: &reader)
    #expect(read.times.seconds == rhythm.times.seconds)
    #expect(read.sizes.quantile(0.3) == rhythm.sizes.quantile(0.3))
    #expect(reader.isAtEnd)
  }

  @Test func `a track is the same under any cut and order`() {
    var random = TestRandom(seed: 12)
    let sightings = times(1500, seed: 8).map { time in
      Sighting(
        time: time / 3_000_000_000 * 3_000_000_000,
        place: GeoPoint(latitude: random.uniform() * 50, longitude: random.uniform() * 50))
    }
    var whole = Track()
    for sighting in sightings { whole.add(sighting) }
    #expect(whole.sightings.count <= 2 * Track.cap)
    var parts = (0..<3).map { _ in Track() }
    for sighting in sightings.shuffled(using: &random) { parts[Int(random.next() % 3)].add(sighting) }
    var merged = parts[2]
    merged.merge(parts[0])
    merged.merge(parts[1])
    #expect(merged.sightings == whole.sightings)
  }
}
