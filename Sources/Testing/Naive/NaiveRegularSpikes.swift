import Foundation

extension Naive {
  /// `RegularSpikes` from the list of all spikes.
  public struct RegularSpikes {
    private var noted: [(time: Int64, value: Double)] = []
    public init() {}

    public mutating func note(_ value: Double, at seconds: Int64) { noted.append((seconds, value)) }

    /// The highest of each hour that begins with a spike, of eight weeks before the last.
    private var hours: [(time: Int64, value: Double)] {
      var hours: [(time: Int64, value: Double)] = []
      for (time, value) in noted {
        if let last = hours.last, time - last.time < 3600 {
          hours[hours.count - 1].value = max(last.value, value)
        } else {
          hours.append((time, value))
        }
      }
      guard let last = noted.last else { return [] }
      return Array(hours.filter { $0.time >= last.time - 8 * 604_800 - 3600 }.suffix(64))
    }

    public func surprisal(
      of value: Double, expected: Double, at seconds: Int64, bucketSeconds: Int64
    ) -> Double? {
      let daily =
        bucketSeconds < 86_400
        ? left(value, expected, at: seconds, bucketSeconds, every: 86_400, upTo: 7) : nil
      let weekly = left(value, expected, at: seconds, bucketSeconds, every: 604_800, upTo: 8)
      guard let daily, let weekly else { return daily ?? weekly }
      return min(daily, weekly)
    }

    public func surprisalAtAnyHour(
      of value: Double, expected: Double, at seconds: Int64, bucketSeconds: Int64
    ) -> Double? {
      let all = hours
      let like = all.filter { $0.value - expected >= 0.8 * (value - expected) }
      let before = like.filter { $0.time <= seconds - 86_400 }
      guard before.contains(where: { $0.time <= seconds - 604_800 }) else { return nil }
      var days: [Int64: Set<Int64>] = [:]
      for spike in before { days[spike.time / 86_400, default: []].insert(spike.time % 86_400 / 3600) }
      guard days.count >= 3 else { return nil }
      for hour: Int64 in 0..<24 {
        let around: Set = [(hour + 23) % 24, hour, (hour + 1) % 24]
        if days.values.filter({ !$0.isDisjoint(with: around) }).count * 3 > 2 * days.count { return nil }
      }
      let buckets = max((seconds - all[0].time) / bucketSeconds, Int64(like.count))
      return log(Double(buckets + 1)) - log(Double(like.count) + 0.5)
    }

    private func left(
      _ value: Double, _ expected: Double, at seconds: Int64, _ bucketSeconds: Int64, every period: Int64,
      upTo most: Int
    ) -> Double? {
      let hours = hours
      guard hours.count >= 2 else { return nil }
      let age = Double(seconds - hours[0].time)
      let count = min(most, Int((age + 3600) / Double(period)))
      guard count >= 2 else { return nil }
      let best = (1...count).compactMap { back -> Double? in
        let slot = seconds - Int64(back) * period
        let there = hours.filter { (slot - 3600...slot + 3600).contains($0.time) }.map(\.value).max()
        return there.flatMap { $0 - expected >= (value - expected) / 2 ? $0 : nil }
      }
      guard best.count >= 2 else { return nil }
      let unit = Double(max(3600, bucketSeconds))
      let places = unit > 3600 ? 1.0 : 3.0
      let chance = min(0.5, places * Double(hours.count) / max(1, age / unit))
      let rate = Double(best.count + 1) / Double(count + 2)
      let evidence =
        pow(rate / chance, Double(best.count - 1))
        * pow((1 - rate) / (1 - chance), Double(count - best.count))
      let isRegular = 0.02 * evidence / (0.02 * evidence + 0.98)
      let higher = Double(best.count { $0 >= value } + 1) / Double(best.count + 2)
      return -log(isRegular * rate * higher)
    }
  }
}
