import Foundation
import HarrierScoring
import HarrierStatistics
import HarrierTesting
import Testing

struct CalibrationTests {
  /// Looks a day with a return period of a day or more, after two weeks of learning.
  private func dailyAlarms(days: Int, keys: Int, seed: UInt64, draw: (inout TestRandom) -> Double) -> Double {
    var random = TestRandom(seed: seed)
    var calibration = Calibration(bucketSeconds: 3600)
    var alarms = 0
    for bucket in 0..<Int64(days * 24) {
      let looks = (0..<keys).map { _ in draw(&random) }
      if bucket >= 14 * 24 {
        alarms += looks.count {
          calibration.verdict(surprisal: $0, bucket: bucket).seconds >= ReturnPeriod.day
        }
      }
      calibration.learn(looks, bucket: bucket)
    }
    return Double(alarms) / Double(days - 14)
  }

  @Test func `a perfect model's looks of a day or more come about once a day`() {
    let rate = dailyAlarms(days: 90, keys: 20, seed: 1) { $0.exponential() }
    #expect(rate > 0.4 && rate < 1.5, "\(rate) a day")
  }

  @Test func `looks stranger than the model says are brought back to about one a day`() {
    let rate = dailyAlarms(days: 90, keys: 20, seed: 2) { random in
      random.uniform() < 0.03 ? 4 * random.exponential() + 4 : random.exponential()
    }
    #expect(rate > 0.2 && rate < 2.5, "\(rate) a day")
  }

  @Test func `a huge spike that comes every day is soon no wonder, and the first one is`() {
    var random = TestRandom(seed: 4)
    var calibration = Calibration(bucketSeconds: 3600, sharpening: Calibration.mostSharpening)
    var periods: [Double] = []
    for bucket in 0..<Int64(40 * 24) {
      let isSpike = bucket >= 14 * 24 && bucket % 24 == 9
      let surprisal = isSpike ? 250 + 50 * random.uniform() : random.exponential()
      if isSpike { periods.append(calibration.verdict(surprisal: surprisal, bucket: bucket).seconds) }
      calibration.learn([surprisal], bucket: bucket)
    }
    #expect(periods[0] > ReturnPeriod.day * 60)
    #expect(periods.suffix(5).allSatisfy { $0 < ReturnPeriod.day * 3 }, "\(periods.suffix(5))")
  }

  /// The period of a huge spike on the twentieth day, where the like came at so many hours of some of the days before.
  private func period(hours: Int, on days: [Int64]) -> Double {
    var random = TestRandom(seed: 4)
    var calibration = Calibration(bucketSeconds: 3600, sharpening: Calibration.mostSharpening)
    for bucket in 0..<Int64(20 * 24) {
      let isSpike = days.contains(bucket / 24) && (9..<Int64(9 + hours)).contains(bucket % 24)
      calibration.learn([isSpike ? 250 : random.exponential()], bucket: bucket)
    }
    return calibration.verdict(surprisal: 250, bucket: 20 * 24).seconds / ReturnPeriod.day
  }

  @Test func `an intrusion of some hours says little of the next, and five days of them much`() {
    #expect(period(hours: 1, on: []) > 300)
    #expect(period(hours: 1, on: [12]) > 60)
    #expect(period(hours: 4, on: [12]) > 14)
    #expect(period(hours: 1, on: [9, 12]) > 30)
    let five = period(hours: 1, on: [7, 9, 12, 14, 17])
    #expect(five > 3 && five < 10, "\(five)")
  }

  /// Ten days of looks, a silence, ten days more; the periods of the looks after it.
  private func periods(silence days: Int64) -> [Double] {
    var random = TestRandom(seed: 8)
    var calibration = Calibration(bucketSeconds: 3600)
    var periods: [Double] = []
    for hour in 0..<Int64(20 * 24) {
      let bucket = hour < 240 ? hour : hour + days * 24
      let looks = (0..<8).map { _ in random.exponential() }
      if hour >= 240 {
        periods += looks.map { calibration.verdict(surprisal: $0, bucket: bucket).seconds }
      }
      calibration.learn(looks, bucket: bucket)
    }
    return periods
  }

  @Test(arguments: [30, 365, 20_000] as [Int64])
  func `a long silence makes nothing rarer than a week of it does`(days: Int64) {
    #expect(periods(silence: days) == periods(silence: 8))
    #expect(periods(silence: days).max()! < 3 * periods(silence: 0).max()!)
    #expect(periods(silence: days).allSatisfy { $0.isFinite })
  }

  @Test func `what half of all looks are is no record`() {
    var calibration = Calibration(bucketSeconds: 86_400)
    for day in 0..<Int64(30) { calibration.learn([0.3], bucket: day) }
    let ordinary = calibration.verdict(surprisal: 0, bucket: 30)
    #expect(ordinary.seconds >= ReturnPeriod.day * 0.9 && ordinary.seconds < ordinary.least)
  }

  @Test func `a time that never was changes no verdict`() {
    var still = Calibration(bucketSeconds: 3600)
    var moved = Calibration(bucketSeconds: 3600)
    for bucket in 0..<Int64(100) {
      if bucket == 60 { moved.skip(buckets: 400) }
      let looks = [Double(bucket % 7), 0.2]
      still.learn(looks, bucket: bucket)
      moved.learn(looks, bucket: bucket < 60 ? bucket : bucket + 400)
    }
    for surprisal in [0.5, 3, 6, 12, 500] {
      let one = still.verdict(surprisal: surprisal, bucket: 100)
      let other = moved.verdict(surprisal: surprisal, bucket: 500)
      #expect(one.seconds == other.seconds && one.historyLimit == other.historyLimit)
      #expect(one.model == other.model && one.empirical == other.empirical)
    }
  }

  @Test func `a period never outgrows thirty histories by much`() {
    var calibration = Calibration(bucketSeconds: 900)
    #expect(calibration.verdict(surprisal: 500, bucket: 0).seconds <= 1)
    for bucket in 0..<Int64(96) { calibration.learn([0.3, 1.1], bucket: bucket) }
    let verdict = calibration.verdict(surprisal: 500, bucket: 96)
    #expect(verdict.historyLimit == 30 * 86_400)
    #expect(verdict.seconds < 30 * 86_400 * 1.1 * 7)
    #expect(verdict.decidedBy == "history")
  }

  @Test func `a greater surprisal never has a shorter period`() {
    var random = TestRandom(seed: 5)
    var calibration = Calibration(bucketSeconds: 900)
    for bucket in 0..<Int64(96 * 20) { calibration.learn([random.exponential()], bucket: bucket) }
    var last = 0.0
    for step in 0..<400 {
      let seconds = calibration.verdict(surprisal: Double(step) / 10, bucket: 96 * 20).seconds
      #expect(seconds >= last * 0.999)
      last = seconds
    }
  }

  @Test func `saving and restoring changes no verdict`() throws {
    var random = TestRandom(seed: 6)
    var calibration = Calibration(bucketSeconds: 900)
    for bucket in 100..<Int64(5000) { calibration.learn([random.exponential() * 2], bucket: bucket) }
    var writer = StateWriter()
    calibration.encode(to: &writer)
    var reader = StateReader(writer.bytes)
    var restored = try Calibration(from: &reader)
    #expect(reader.isAtEnd)
    for bucket in 5000..<Int64(5100) {
      let surprisal = random.exponential() * 5
      #expect(
        restored.verdict(surprisal: surprisal, bucket: bucket).seconds
          == calibration.verdict(surprisal: surprisal, bucket: bucket).seconds)
      restored.learn([surprisal], bucket: bucket)
      calibration.learn([surprisal], bucket: bucket)
    }
  }
}

struct BudgetTests {
  @Test func `a budget of one a day over seven detectors is a week`() {
    let budget = Budget(alertsPerDay: 1, detectors: 7)
    #expect(budget.returnPeriodSeconds == 7 * 86_400)
    #expect(abs(ReturnPeriod.score(seconds: budget.returnPeriodSeconds) - 50) < 1e-9)
  }

  @Test func `no detectors and no alerts are no crash`() {
    #expect(Budget(alertsPerDay: 0, detectors: 0).returnPeriodSeconds.isFinite)
    #expect(Budget(alertsPerDay: 0, detectors: 0).price(after: 1000, storiesADay: 0).isFinite)
  }

  @Test func `beyond a good day's worth alerts become dearer, each more than the one before`() {
    let budget = Budget(alertsPerDay: 5, detectors: 20)
    let days = (0..<20).map { budget.price(after: $0, storiesADay: nil) / 86_400 }
    #expect(days[..<7].allSatisfy { $0 == 4 })
    #expect(zip(days[6...], days[7...]).allSatisfy { $0 < $1 })
    #expect(days[7] == 8 && days[8] == 16)
  }

  @Test func `what stories past days had sets the price, within a day and what the detectors promise`() {
    let budget = Budget(alertsPerDay: 5, detectors: 100)
    let days = [0, 5, 20, 100, 400].map { budget.returnPeriod(storiesADay: $0) / 86_400 }
    #expect(days == [1, 1, 4, 20, 20])
    let generous = Budget(alertsPerDay: 50, detectors: 25)
    #expect(generous.returnPeriod(storiesADay: 30) == generous.returnPeriodSeconds)
  }
}

struct WordingTests {
  @Test func `deviations read as the contract says`() {
    #expect(Wording.deviation(actual: 1000, typical: 2) == "more than 100x higher")
    #expect(Wording.deviation(actual: 200, typical: 2) == "more than 100x higher")
    #expect(Wording.deviation(actual: 46, typical: 2) == "23x higher")
    #expect(Wording.deviation(actual: 13, typical: 10) == "1.3x higher")
    #expect(Wording.deviation(actual: 5, typical: 0) == "unusually high")
    #expect(Wording.deviation(actual: 2, typical: 46) == "23x lower")
    #expect(Wording.deviation(actual: 0, typical: 5) == "unusually low")
    #expect(Wording.deviation(actual: 3, typical: 3) == "as usual")
  }

  @Test func `bytes are read in their units, and only where they are bytes`() {
    let sum = Quantity(function: "high_sum", field: "source.bytes")
    #expect(sum.text(2_904_365_199) == "2.9 GB")
    #expect(sum.text(345) == "345 bytes")
    #expect(sum.text(999_499) == "999 kB")
    #expect(sum.text(999_500) == "1 MB")
    #expect(sum.text(1) == "1 byte")
    #expect(sum.text(0.07) == "0.07 bytes")
    #expect(sum.text(-2048) == "-2.05 kB")
    #expect(sum.text(.infinity) == "– bytes")
    #expect(Quantity(function: "max", field: "http.response.body.bytes").text(1e25) == "10000000 EB")
    for (function, field) in [
      ("high_distinct_count", "source.bytes"), ("varp", "source.bytes"), ("high_count", nil),
      ("sum", "source.packets"), ("mean", "bytes.ratio"), ("beacon", "source.bytes"),
    ] {
      #expect(Quantity(function: function, field: field).text(2000) == "2000")
    }
  }

  @Test func `spans and values`() {
    #expect(Wording.span(seconds: 30 * 86_400) == "30 days")
    #expect(Wording.span(seconds: 3600) == "1 hour")
    let numbers: [(Double, String)] = [
      (3.3e20, "3.3e20"), (-9.999e20, "-1e21"), (1e300, "1e300"), (.greatestFiniteMagnitude, "1.8e308"),
      (123_456_789_012_345, "123456789012345"), (1e15, "1e15"), (1.234e-12, "1.23e-12"),
      (.leastNonzeroMagnitude, "4.94e-324"),
      (0.00123, "0.00123"), (0, "0"), (-4, "-4"), (1234.4, "1234"),
    ]
    for (value, text) in numbers { #expect(Wording.number(value) == text) }
    #expect(Wording.value("") == "<unknown>")
  }

  @Test func `severities begin where they are said to`() {
    #expect([0, 3, 25, 50, 75].map { Severity(score: $0) } == [.low, .warning, .minor, .major, .critical])
  }
}
