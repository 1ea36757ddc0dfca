#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// A day or a week as a circle of bins.
public enum Circle: Int, Sendable, CaseIterable {
  case day = 0
  /// UTC, starts on Monday.
  case week = 1

  public var seconds: Int64 { self == .day ? 86_400 : 7 * 86_400 }
  public var binSeconds: Int64 { self == .day ? 900 : 1800 }
  public var bins: Int { Int(seconds / binSeconds) }

  /// Seconds since midnight, or since Monday's midnight.
  public func position(of seconds: Int64) -> Int64 {
    // 1970-01-01 was a Thursday.
    let shifted = self == .day ? seconds : seconds + 3 * 86_400
    return ((shifted % self.seconds) + self.seconds) % self.seconds
  }

  public func bin(of seconds: Int64) -> Int { Int(position(of: seconds) / binSeconds) }
}

/// When in a day or a week something happens: a density on a circle that forgets.
///
/// Use for `time_of_day` and `time_of_week`: people, jobs and machines have their hours. A key without a past is judged
/// by its peers' hours.
///
/// - Input: the bins of an event-bucket of a key.
/// - Output: a surprisal (−ln p, nats), p the mass of all times that are at least as unlikely.
/// A week of logs has each of its days once: how often a day was there (`WeekdayCount`) tells a day off from a day that the logs
/// have not had, whose hours are those of the other days.
///
/// - State: 0.4 KB a key for a day, 1.5 KB for a week; half forgotten after 60 days of event time.
///
/// ## Source
/// Kernel density on a circle with von Mises kernels: Hall, Watson & Cabrera, *Kernel density estimation with spherical
/// data*, Biometrika 74 (1987). The bandwidth is that of a ladder which has predicted best so far (prequential
/// likelihood: Dawid 1984): a plug-in for one mode would smear two shifts into one.
public struct CircularDensity: StateCodable {
  public let circle: Circle
  /// For a week: of the last look, in days since 1970.
  private var lastDay = Int32.min
  private var weights: [Float]
  private var total = 0.0
  /// Σ ln density by kernel, forgotten slowly.
  private var evidence = [Double](repeating: 0, count: CircularKernels.widths.count)
  private var lastBucket: Int64 = 0
  /// Event-buckets, all told.
  public private(set) var looks = 0
  /// For a week: of all days of the detector, those before the first look.
  private var since = WeekdayCount.Days()

  static let halfLifeSeconds = 60.0 * 86_400

  public init(_ circle: Circle) {
    self.circle = circle
    weights = [Float](repeating: 0, count: circle.bins)
  }

  /// In the heap.
  public var heapBytes: Int {
    TableBytes.block(weights.count * 4) + TableBytes.block(evidence.count * 8) + since.heapBytes
  }

  private var kernels: CircularKernels { CircularKernels.of(circle) }

  /// The kernel that has predicted best; an hour wide until there is a best.
  private var best: Int {
    var best = CircularKernels.first
    for kernel in evidence.indices where evidence[kernel] > evidence[best] + 1e-9 { best = kernel }
    return best
  }

  /// What happens in each bin, its sum 1, with `peers` worth so many looks.
  ///
  /// - Parameter watched: for a week, the days of it that the detector has had; nil where all were there as often.
  public func density(peers: [Double], strength: Double, watched: WeekdayCount? = nil) -> [Double] {
    var mass = [Double](repeating: 0, count: circle.bins)
    let kernel = kernels.tables[best]
    for (bin, weight) in weights.enumerated() where weight > 0 {
      kernel.spread(Double(weight), at: bin, over: &mass)
    }
    if circle == .week, let watched, total > 0 { shrinkDays(&mass, watched, peers) }
    for bin in mass.indices { mass[bin] = (mass[bin] + strength * peers[bin]) / (total + strength) }
    return mass
  }

  /// Looks' worth of any day's hours in a weekday's.
  private static let dayStrength = 2.0

  /// Each weekday's looks and hours, shrunk to those of any day: by how often the day was there, and by how many looks it had.
  private func shrinkDays(_ mass: inout [Double], _ watched: WeekdayCount, _ peers: [Double]) {
    let slots = mass.count / 7
    let bins = (0..<7).map { $0 * slots..<($0 + 1) * slots }
    var days = (0..<7).map { Double(watched.over.count(of: $0) - since.count(of: $0)) }
    // Of the day that goes on, what has happened is known, and nothing of what has not.
    if lastDay != .min, watched.day == lastDay { days[WeekdayCount.weekday(Int(lastDay))] += 1 }
    let all = days.reduce(0, +)
    guard all > 0 else { return }
    let ofPeers = bins.map { peers[$0].reduce(0, +) }
    // Looks a day, and what the peers' were in such days.
    let rate = total / all
    let peersRate = zip(days, ofPeers).reduce(0) { $0 + $1.0 * $1.1 } / all
    var ofAnyDay = [Double](repeating: 0, count: slots)
    for bin in mass.indices { ofAnyDay[bin % slots] += mass[bin] / total }
    for day in 0..<7 {
      let looks = mass[bins[day]].reduce(0, +)
      // A gamma prior of half a look (Jeffreys), at the rate that the peers have on such a day.
      let usual = max(rate * ofPeers[day] / peersRate, .leastNormalMagnitude)
      let level = (looks + 0.5) / (days[day] + 0.5 / usual)
      for bin in bins[day] {
        let own = mass[bin] + Self.dayStrength * ofAnyDay[bin % slots]
        mass[bin] = level * own / (looks + Self.dayStrength)
      }
    }
    let sum = mass.reduce(0, +)
    for bin in mass.indices { mass[bin] *= total / sum }
  }

  /// Every time alike.
  public static func uniform(_ circle: Circle) -> [Double] {
    [Double](repeating: 1 / Double(circle.bins), count: circle.bins)
  }

  /// −ln of the mass of all bins at most as likely as this one.
  public static func surprisal(of bin: Int, in density: [Double]) -> Double {
    // Equal bins differ by rounding.
    let bound = density[bin] * (1 + 1e-9)
    var mass = 0.0
    for value in density where value <= bound { mass += value }
    return max(0, -log(min(1, mass)))
  }

  /// Takes in on which day looks were had that are about to be learnt.
  ///
  /// - Parameter watched: the detector's days, this one noted.
  public mutating func note(_ watched: WeekdayCount) {
    if looks == 0 { since = watched.over }
    lastDay = watched.day
  }

  /// Takes in the bins of an event-bucket, together one look.
  public mutating func learn(_ bins: [Int], bucket: Int64, bucketSeconds: Int64) {
    learn(looks: [bins], bucket: bucket, bucketSeconds: bucketSeconds)
  }

  /// Takes in the looks of one bucket, each the bins of an event-bucket. Each is held against all before and the others
  /// beside it (leave-one-out likelihood: Hall, Watson & Cabrera 1987), so their order does not matter.
  public mutating func learn(looks newLooks: [[Int]], bucket: Int64, bucketSeconds: Int64) {
    let newLooks = newLooks.filter { !$0.isEmpty }.sorted { $0.lexicographicallyPrecedes($1) }
    guard !newLooks.isEmpty else { return }
    let age = Double((bucket - (looks > 0 ? lastBucket : bucket)) * bucketSeconds)
    if age > 0 {
      let keep = exp2(-age / Self.halfLifeSeconds)
      for bin in weights.indices { weights[bin] *= Float(keep) }
      total *= keep
    }
    lastBucket = bucket
    for bins in newLooks { for bin in bins { weights[bin] += 1 / Float(bins.count) } }
    total += Double(newLooks.count)
    looks += newLooks.count
    for bins in newLooks { weigh(bins) }
  }

  /// The kernels' evidence by one of the looks that are already in the weights.
  private mutating func weigh(_ bins: [Int]) {
    var others = weights
    for bin in bins { others[bin] = max(0, others[bin] - 1 / Float(bins.count)) }
    for kernel in evidence.indices {
      let sum = bins.reduce(0.0) { sum, bin in
        let mass = kernels.tables[kernel].mass(at: bin, of: others)
        return sum + log((mass + 1 / Double(circle.bins)) / total)
      }
      evidence[kernel] = 0.99 * evidence[kernel] + sum / Double(bins.count)
    }
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(circle.rawValue)
    writer.write(total)
    for value in evidence { writer.write(value) }
    writer.write(Int(lastBucket))
    writer.write(looks)
    if circle == .week {
      since.encode(to: &writer)
      writer.write(lastDay == .min ? nil : Int(lastDay))
    }
    let used = weights.enumerated().filter { $0.element != 0 }
    writer.write(used.count)
    for (bin, weight) in used {
      writer.write(bin)
      writer.write(weight)
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    guard let circle = Circle(rawValue: try reader.readInt()) else { throw .damaged }
    self.init(circle)
    total = try reader.readDouble()
    for kernel in evidence.indices { evidence[kernel] = try reader.readDouble() }
    lastBucket = Int64(try reader.readInt())
    looks = try reader.readInt()
    if circle == .week {
      since = try WeekdayCount.Days(from: &reader)
      lastDay = try reader.readIntIfAny().map { Int32(clamping: $0) } ?? .min
    }
    for _ in 0..<(try reader.readCount(least: 5)) {
      let bin = try reader.readInt()
      guard weights.indices.contains(bin) else { throw .damaged }
      weights[bin] = try reader.readFloat()
    }
  }
}

/// Von Mises kernels of several widths on a circle of bins, each summing to 1.
struct CircularKernels: Sendable {
  /// Standard deviations, in seconds, from sharp to wide.
  static let widths = [900.0, 1800, 3600, 7200, 14_400]
  static let first = 2
  let tables: [Kernel]

  private static let all = Circle.allCases.map { circle in
    CircularKernels(tables: widths.map { Kernel(width: $0, circle: circle) })
  }

  static func of(_ circle: Circle) -> CircularKernels { all[circle.rawValue] }

  /// One kernel: the mass so many bins away, until it is nothing.
  struct Kernel: Sendable {
    let steps: [Double]

    init(width: Double, circle: Circle) {
      // κ = 1/σ², the width in radians; exp(κ (cos θ − 1)) is the density up to its constant.
      let radians = 2 * Double.pi / Double(circle.seconds)
      let kappa = 1 / (width * radians * width * radians)
      var steps: [Double] = []
      for step in 0..<(circle.bins / 2) {
        let value = exp(kappa * (cos(Double(step) * Double(circle.binSeconds) * radians) - 1))
        if value < 1e-6 { break }
        steps.append(value)
      }
      let sum = 2 * steps.reduce(0, +) - steps[0]
      self.steps = steps.map { $0 / sum }
    }

    func spread(_ weight: Double, at bin: Int, over mass: inout [Double]) {
      mass[bin] += weight * steps[0]
      forEachPair(at: bin, of: mass.count) { step, after, before in
        mass[after] += weight * step
        mass[before] += weight * step
      }
    }

    /// The mass so many bins away, and the two bins that are: a step around the circle costs no division.
    @inline(__always)
    private func forEachPair(at bin: Int, of bins: Int, _ body: (Double, _ after: Int, _ before: Int) -> Void)
    {
      var (after, before) = (bin, bin)
      for step in steps.dropFirst() {
        after = after + 1 == bins ? 0 : after + 1
        before = before == 0 ? bins - 1 : before - 1
        body(step, after, before)
      }
    }

    func mass(at bin: Int, of weights: [Float]) -> Double {
      var mass = Double(weights[bin]) * steps[0]
      forEachPair(at: bin, of: weights.count) { step, after, before in
        mass += Double(weights[after] + weights[before]) * step
      }
      return mass
    }
  }
}
