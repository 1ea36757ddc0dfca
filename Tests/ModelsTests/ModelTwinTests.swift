import HarrierEvents
import HarrierTesting
import Testing

@testable import HarrierModels

/// Models against their slow, plain twins, over seeded draws.
struct ModelTwinTests {
  /// Neighbouring seeds are shifted streams, so they are set far apart.
  private static func random(_ seed: UInt64) -> TestRandom { TestRandom(seed: seed << 40) }

  private func isNear(_ fast: Double, _ slow: Double, _ tolerance: Double) -> Bool {
    fast == slow || abs(fast - slow) <= tolerance * max(1, abs(slow))
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `a run is the weighted sum of all its values`(seed: UInt64) {
    var random = Self.random(seed)
    var fast = RecentRun()
    var slow = Naive.Run()
    for step in 0..<60 {
      let mean = 20 * random.uniform()
      let value = step % 17 == 16 ? 1e6 : Double(random.poisson(mean))
      fast.append(value, expected: mean, variance: mean + 0.1)
      slow.append(value, expected: mean, variance: mean + 0.1)
      #expect(isNear(Double(fast.actual), slow.actual, 1e-5))
      #expect(isNear(Double(fast.expected), slow.expected, 1e-5))
      #expect(isNear(Double(fast.variance), slow.variance, 1e-5))
      #expect(isNear(Double(fast.weight), slow.weight, 1e-5))
    }
  }

  @Test(arguments: [(1, 100), (2, 500), (3, 40)] as [(UInt64, Double)])
  func `a bringer's share is that of the list of all finds`(seed: UInt64, memory: Double) {
    var random = Self.random(seed)
    var fast = NewsBringers(memory: memory)
    var slow = Naive.Bringers(memory: memory)
    for _ in 0..<150 {
      let value = UInt64(random.zipf(30))
      for asked in [value, 3, 999] { #expect(isNear(fast.share(of: asked), slow.share(of: asked), 1e-9)) }
      fast.learn(find: value)
      slow.learn(find: value)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a member's belief is that of the lists of all values`(seed: UInt64) {
    var random = Self.random(seed)
    var population = Population()
    var members = [PopulationMember](repeating: PopulationMember(), count: 9)
    var slow = Naive.Members()
    for step in 0..<250 {
      let number = random.zipf(9)
      let x = step % 60 == 59 ? 40 : Double(number) / 2 + random.normal()
      let belief = members[number].predictive(population)
      let twin = slow.predictive(number)
      #expect(isNear(belief.center, twin.center, 1e-8))
      #expect(isNear(belief.scale, twin.scale, 1e-8))
      #expect(isNear(belief.freedom, twin.freedom, 1e-8))
      population.learn(x, age: members[number].observations, center: belief.center, scale: belief.scale)
      members[number].learn(x)
      slow.learn(x, member: number)
    }
  }

  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func `a spelling's bits are those of counted texts`(seed: UInt64) {
    var random = Self.random(seed)
    var fast = CharacterModel()
    var slow = Naive.Spelling()
    let strange: [[UInt8]] = [
      [], [0], [0xFF, 0xC3, 0x28], Array("a.b-c_d E9".utf8), .init(repeating: 97, count: 300),
    ]
    for step in 0..<60 {
      let word =
        step % 12 == 11
        ? strange[step / 12] : (0..<random.poisson(9)).map { _ in UInt8(45 + random.next() % 78) }
      #expect(isNear(fast.bits(of: word).bits, slow.bits(of: word), 1e-4))
      fast.learn(word, weight: 1)
      slow.learn(word)
    }
    for word in strange { #expect(isNear(fast.bits(of: word).bits, slow.bits(of: word), 1e-4)) }
  }

  @Test(arguments: Circle.allCases, [1, 2] as [UInt64])
  func `hours are the kernels of all looks`(circle: Circle, seed: UInt64) {
    var random = Self.random(seed)
    var fast = CircularDensity(circle)
    var slow = Naive.Hours(bins: circle.bins, binSeconds: Double(circle.binSeconds))
    let uniform = CircularDensity.uniform(circle)
    for look in 0..<24 as Range<Int64> {
      // Around midnight, so that the circle has to close; a long silence in between.
      let bins = (0..<(1 + random.poisson(1))).map { _ in
        (Int((4 * random.normal()).rounded()) + circle.bins) % circle.bins
      }
      let bucket = look * 24 + (look > 12 ? 4000 : 0)
      fast.learn(bins, bucket: bucket, bucketSeconds: 3600)
      slow.learn(bins, seconds: Double(bucket * 3600))
    }
    let twin = slow.density(peers: uniform, strength: 2)
    for (own, other) in zip(fast.density(peers: uniform, strength: 2), twin) {
      #expect(isNear(own, other, 1e-5))
      #expect(abs(own - other) <= 1e-4 * other)
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `regularity is what its formula says`(seed: UInt64) throws {
    var random = Self.random(seed)
    let count = 6 + Int(random.next() % 200)
    let gap = 20 + 80_000 / Double(count) * random.uniform()
    let tremble = seed % 3 == 0 ? 0 : gap * random.uniform()
    let times = Set((0..<count).map { Int64(Double($0) * gap + tremble * random.uniform()) }).sorted()
    let fast = try #require(Regularity(times: times, slotSeconds: 1, period: 0..<86_400, sizes: nil))
    let slow = Naive.regularity(times: times, period: 0..<86_400)
    #expect(isNear(fast.score, slow.score, 1e-9))
    if fast.deviation > 0 { #expect(isNear(fast.evenness, slow.evenness, 1e-6)) }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `usual places are the means of what belongs to them`(seed: UInt64) throws {
    var random = Self.random(seed)
    var peers = Whereabouts.Peers()
    var fast = Whereabouts()
    var slow = Naive.Places()
    for step in 0..<120 as Range<Int64> {
      let place = GeoPoint(
        latitude: Double(random.zipf(11)) * 9 - 40 + 0.2 * random.normal(),
        longitude: Double(random.zipf(3)) * 30 - 60 + 0.2 * random.normal())
      let seconds = step * 7200 + (step > 60 ? 40 * 86_400 : 0)
      if let journey = fast.judge([(seconds * 1_000_000_000, place)], peers) {
        // Places are judged before the centres have forgotten up to now, which moves none of them.
        #expect(isNear(journey.kilometres, slow.distance(to: place, seconds: Double(seconds)), 1e-6))
      }
      fast.learn(
        [(seconds * 1_000_000_000, place)], bucket: seconds / 3600, bucketSeconds: 3600, peers: &peers)
      slow.learn(place, seconds: Double(seconds))
      #expect(fast.centreCount == slow.count)
    }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `a learning curve is the list of all looks`(seed: UInt64) {
    var random = Self.random(seed)
    var fast = LearningCurve()
    var slow = Naive.Curve()
    for _ in 0..<200 {
      let age = Int(random.next() % 200) >> Int(random.next() % 8)
      let standing = (peers: Int(random.next() % 300) >> Int(random.next() % 9), latecomers: random.zipf(40))
      let own = LearningCurve.Standing(peers: standing.peers, latecomers: standing.latecomers)
      #expect(isNear(fast.novelty(atAge: age), slow.novelty(atAge: age), 1e-12))
      #expect(
        isNear(
          fast.shareOfFinds(own, age: age),
          slow.shareOfFinds(peers: standing.peers, latecomers: standing.latecomers, age: age), 1e-12))
      let finds = random.poisson(1)
      #expect(isNear(fast.shareOfBundles(from: finds), slow.shareOfBundles(from: finds), 1e-12))
      fast.learn(age: age, strangest: finds > 0 ? own : nil, finds: finds)
      slow.learn(age: age, strangest: finds > 0 ? standing : nil, finds: finds)
    }
  }

  @Test(arguments: [true, false], [1, 2, 3] as [UInt64])
  func `rarity is that of the list of all looks`(isPartitioned: Bool, seed: UInt64) {
    var random = Self.random(seed)
    let fast = RareValues(isPartitioned: isPartitioned, bucketSeconds: 3600)
    var slow = Naive.Rarity(isPartitioned: isPartitioned, bucketSeconds: 3600)
    for step in 0..<70 as Range<Int64> {
      let bucket = 480_000 + step * 3 + (step > 40 ? 500 : 0)
      var evidence: [(partition: UInt32, categories: [UInt32])] = []
      for partition in 0..<(isPartitioned ? UInt32(5) : 1) where random.uniform() < 0.7 {
        var shown = Set((0..<(1 + random.poisson(2))).map { _ in UInt32(random.zipf(40)) })
        // A roll-out, which reaches all within two buckets.
        if step == 30 || step == 31 { shown.insert(900) }
        evidence.append((partition, shown.sorted()))
      }
      for (partition, categories) in evidence + [(77, [1, 5000])] {
        let judged = fast.judge(
          .init(partition: partition, members: 1, categories: categories.map { ($0, 1) }), bucket: bucket)
        for (own, twin) in zip(judged, slow.judge(partition, categories, bucket: bucket)) {
          #expect(isNear(own.surprisal, twin.surprisal, 1e-4), "\(step) \(partition) \(own.category)")
          #expect(isNear(own.noveltyRate, twin.noveltyRate, 1e-5))
          #expect(own.isNew == twin.isNew)
          #expect(own.peersWithValue == twin.peersWithValue)
          #expect(own.wave == twin.wave)
        }
      }
      fast.learn(
        evidence.map {
          .init(partition: $0.partition, members: 1, categories: $0.categories.map { ($0, 1) })
        },
        bucket: bucket)
      slow.learn(evidence, bucket: bucket)
    }
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `changes are told when the whole history tells them`(seed: UInt64) {
    var random = Self.random(seed)
    let fast = ChangeWatch()
    var slow = Naive.Changes(bucketSeconds: 3600, isOld: true)
    var told: [String] = []
    for step in 0..<700 {
      let spread = seed % 4 == 2 && step > 150 ? 3.0 : 1
      let shift = seed % 4 == 1 && step > 100 ? 2.0 : seed % 4 == 0 && (200..<206).contains(step) ? -30 : 0
      let z = spread * random.normal() + shift
      let gain = seed % 4 == 3 && step > 100 ? 0.4 + random.normal() : -0.5 + random.normal()
      let own = fast.take(
        .init(residual: z, actual: 1, expected: 1, isLater: gain, isEarlier: -gain - 1), bucketSeconds: 3600,
        isOld: true)
      let twin = slow.take(.init(residual: z, isLater: gain, isEarlier: -gain - 1))
      #expect(own?.kind.rawValue == twin?.kind, "\(step)")
      #expect(own?.buckets == twin?.buckets, "\(step)")
      if let own { told.append(own.kind.rawValue) }
    }
    let wanted: [UInt64: String] = [1: "level_shift", 2: "scale_change", 3: "time_shift"]
    if let kind = wanted[seed % 4] { #expect(told.contains(kind)) }
  }

  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `kinds of messages are those of a plain list`(seed: UInt64) {
    var random = Self.random(seed)
    var fast = MessageCategories()
    var slow = Naive.Kinds()
    var next = 0
    for _ in 0..<300 {
      let verbs = ["opened", "closed", "created", "deleted"]
      let name = "n\(random.next() % 40)"
      let text =
        random.uniform() < 0.1
        ? (0..<random.poisson(3)).map { _ in "w\(random.next() % 9)" }.joined(separator: " ")
        : "session \(verbs[random.zipf(4)]) for \(name) at host\(random.zipf(12))"
      let place = fast.place(of: text) {
        next += 1
        return next
      }
      let template = place.map { fast.categories[fast.survivor(of: $0)].template }
      #expect(template == slow.learn(text))
      fast.endBucket()
      #expect(Set(fast.categories.map(\.template)) == Set(slow.templates.map { $0.joined(separator: " ") }))
    }
    #expect(fast.categories.count < 60)
  }
}
