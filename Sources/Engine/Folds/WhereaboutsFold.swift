import HarrierEvents
import HarrierFeatures
import HarrierModels
import HarrierScoring
import HarrierStatistics

/// `lat_long`: places of keys; a look is an event-bucket of a key that was somewhere before.
final class WhereaboutsFold: DetectorFold {
  private let hasOver: Bool
  private let bucketSeconds: Int64
  private var keys: [KeyName: Whereabouts] = [:]
  private var peers: [KeyName: Whereabouts.Peers] = [:]
  private var calibration: Calibration
  /// Nanoseconds.
  private var displacement: Int64 = 0

  init(hasOver: Bool, bucketSeconds: Int64) {
    self.hasOver = hasOver
    self.bucketSeconds = bucketSeconds
    calibration = Calibration(bucketSeconds: bucketSeconds)
  }

  var keyCount: Int { keys.count }
  var gate: LearningGate?

  /// Nobody travels over a time that never was.
  func verdict(surprisal: Double, origin: LookOrigin, bucket: Int64) -> Calibration.Verdict {
    calibration.verdict(surprisal: surprisal, bucket: bucket)
  }

  func skip(buckets: Int64) {
    calibration.skip(buckets: buckets)
    for name in keys.keys { keys[name]!.loseTrack() }
  }

  func displace(by seconds: Int64) { displacement = seconds * 1_000_000_000 }

  func forget(_ names: Set<KeyName>) { for name in names { keys[name] = nil } }

  // MARK: Memory

  var keyNames: [KeyName] { Array(keys.keys) }

  var byteCount: Int {
    TableBytes.dictionary(keys.count, entry: MemoryLayout<KeyName>.stride + MemoryLayout<Whereabouts>.stride)
      + TableBytes.dictionary(
        peers.count, entry: MemoryLayout<KeyName>.stride + MemoryLayout<Whereabouts.Peers>.stride)
      + keys.values.reduce(0) { $0 + $1.heapBytes } + peers.count * 2 * Population.heapBytes
  }

  /// Populations without a member go, too.
  func evict(_ names: [KeyName]) {
    for name in names { keys[name] = nil }
    let left = Set(keys.keys.map { $0.peers(hasOver: hasOver) })
    peers = peers.filter { left.contains($0.key) }
  }

  func forEachWord(_ body: (UInt32) -> Void) { for name in peers.keys { name.forEachWord(body) } }

  func close(_ aggregates: [MergedAggregate], bucket: Int64) -> [Finding] {
    var findings: [Finding] = []
    var looks: [Double] = []
    var lessons: [(name: KeyName, sightings: [(time: Int64, place: GeoPoint)])] = []
    for (index, aggregate) in aggregates.enumerated() {
      guard case .track(let track) = aggregate.payload, !track.isEmpty else { continue }
      let name = KeyName(aggregate)
      let sightings = track.sightings.map { (time: $0.time - displacement, place: $0.place) }
      if gate?.isOpen(name, bucket: bucket) ?? true { lessons.append((name, sightings)) }
      guard let key = keys[name] else { continue }
      let group = peers[name.peers(hasOver: hasOver)] ?? Whereabouts.Peers()
      guard let journey = key.judge(sightings, group) else { continue }
      looks.append(journey.surprisal)
      guard journey.surprisal > 2 else { continue }
      let verdict = calibration.verdict(surprisal: journey.surprisal, bucket: bucket)
      if verdict.seconds >= verdict.least {
        findings.append(
          Finding(
            aggregate: index, partition: name.partition, over: name.over, by: name.by,
            surprisal: journey.surprisal, verdict: verdict,
            kind: .journey(.init(journey: journey, centres: key.centreCount, looks: key.looks)),
            actual: journey.kilometres, typical: 0))
      }
    }
    calibration.learn(looks, bucket: bucket)
    for lesson in lessons {
      keys[lesson.name, default: Whereabouts()].learn(
        lesson.sightings, bucket: bucket, bucketSeconds: bucketSeconds,
        peers: &peers[lesson.name.peers(hasOver: hasOver), default: Whereabouts.Peers()])
    }
    return findings
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    calibration.encode(to: &writer)
    writer.write(keys.count)
    for name in keys.keys.sorted() {
      name.encode(to: &writer)
      keys[name]!.encode(to: &writer)
    }
    writer.write(peers.count)
    for name in peers.keys.sorted() {
      name.encode(to: &writer)
      peers[name]!.encode(to: &writer)
    }
  }

  init(
    hasOver: Bool, bucketSeconds: Int64, from reader: inout StateReader
  ) throws(StateReader.Failure) {
    self.hasOver = hasOver
    self.bucketSeconds = bucketSeconds
    calibration = try Calibration(from: &reader)
    for _ in 0..<(try reader.readCount(least: 12)) {
      let name = try KeyName(from: &reader)
      keys[name] = try Whereabouts(from: &reader)
    }
    for _ in 0..<(try reader.readCount(least: 12)) {
      let name = try KeyName(from: &reader)
      peers[name] = try Whereabouts.Peers(from: &reader)
    }
  }
}
