import Foundation
import HarrierStatistics
import HarrierTesting
import Testing

struct NegativeBinomialTests {
  private func agrees(_ fast: Double, _ slow: Double) -> Bool {
    abs(fast - slow) <= 1e-7 * max(1, abs(slow))
  }

  @Test(arguments: [0, 1, 2, 5, 40, 800], [0.05, 0.5, 3.5, 80, 700])
  func `upper tail agrees with the slow exact sum`(count: Int, mean: Double) {
    for size in [0.3, 2, 20, 400] {
      let fast = NegativeBinomial(mean: mean, size: size).logUpperTail(from: Double(count))
      let slow = Naive.logNegativeBinomialUpperTail(from: count, mean: mean, size: size)
      #expect(agrees(fast, slow), "k \(count), mean \(mean), size \(size): \(fast), exactly \(slow)")
    }
  }

  @Test(arguments: [0, 1, 5, 40, 800], [0.5, 3.5, 80, 700])
  func `lower tail agrees with the slow exact sum`(count: Int, mean: Double) {
    for size in [0.3, 2, 20] {
      let fast = NegativeBinomial(mean: mean, size: size).logLowerTail(to: Double(count))
      let slow = Naive.logNegativeBinomialLowerTail(to: count, mean: mean, size: size)
      #expect(agrees(fast, slow), "k \(count), mean \(mean), size \(size): \(fast), exactly \(slow)")
    }
  }

  @Test func `tails beyond what a double can hold are finite logarithms that keep their order`() {
    let calm = NegativeBinomial(mean: 2, size: 1000)
    var last = 0.0
    for count in [10.0, 100, 1000, 10_000, 100_000] {
      let tail = calm.logUpperTail(from: count)
      #expect(tail.isFinite)
      #expect(tail < last)
      last = tail
    }
    #expect(last < -750)
  }

  @Test(arguments: [0.2, 3, 150.0])
  func `the upper quantile is the least count whose tail is small enough`(mean: Double) {
    let counts = NegativeBinomial(mean: mean, size: 4)
    let bound = counts.upperQuantile(surprisal: 5)
    #expect(counts.logUpperTail(from: bound) <= -5)
    #expect(counts.logUpperTail(from: bound - 1) > -5)
  }
}

struct TailsTests {
  @Test(arguments: [1, 2, 9, 60, 400], [1e-9, 0.02, 0.5, 0.93])
  func `the incomplete beta function is a binomial tail where its parameters are whole`(n: Int, q: Double) {
    // P(Bin(n, q) ≥ k) = I_q(k, n − k + 1)
    for k in Set([1, n / 3 + 1, n]) {
      let fast = Tails.logIncompleteBeta(Double(k), Double(n - k + 1), x: q, y: 1 - q)
      let slow = Naive.logBinomialUpperTail(from: k, of: n, q)
      #expect(abs(fast - slow) <= 1e-8 * max(1, abs(slow)), "k \(k): \(fast), exactly \(slow)")
    }
  }

  @Test(arguments: [0.0, 0.5, 1, 2.5, 6], [2.0, 3, 7, 40])
  func `Student's tail agrees with the integrated density`(t: Double, freedom: Double) {
    let fast = exp(Tails.logStudentUpper(t, freedom: freedom))
    let slow = Naive.studentUpperTail(t, freedom: freedom)
    #expect(abs(fast - slow) <= 1e-6 * slow)
    #expect(abs(exp(Tails.logStudentUpper(-t, freedom: freedom)) - (1 - slow)) < 1e-6)
  }

  @Test(arguments: [-3.0, -1, 0, 0.5, 2, 5, 8])
  func `the normal tail agrees with the integrated density`(z: Double) {
    let fast = exp(Tails.logNormalUpper(z))
    let slow = Naive.normalUpperTail(z)
    #expect(abs(fast - slow) <= 1e-6 * slow)
  }

  @Test func `the normal tail has no seam at its series and stays finite`() {
    let below = Tails.logNormalUpper(29.999_999)
    let above = Tails.logNormalUpper(30.000_001)
    #expect(abs(below - above) < 1e-3)
    #expect(Tails.logNormalUpper(1e6).isFinite)
  }

  @Test func `Student's far tail is a finite logarithm`() {
    #expect(Tails.logStudentUpper(1e80, freedom: 20).isFinite)
    #expect(Tails.logStudentUpper(1e80, freedom: 20) < -1000)
  }
}

struct ExactSumTests {
  private func sum(_ values: [Double]) -> ExactSum {
    var sum = ExactSum()
    for value in values { sum.add(value) }
    return sum
  }

  @Test func `known hard sums are exact`() {
    #expect(sum([1, 1e100, 1, -1e100]).value == 2)
    #expect(sum(Array(repeating: 0.1, count: 10)).value == 1)
    #expect(sum([1e16, 1, 1e-16]).value == 10_000_000_000_000_002)
    #expect(sum([0x1p53, 1, 1]).value == 0x1p53 + 2)
    #expect(sum([]).value == 0)
    #expect(sum([1, .nan, .infinity, 2]).value == 3)
  }

  @Test func `order and cut are no matter`() {
    var random = TestRandom(seed: 9)
    let values = (0..<400).map { _ in random.normal() * pow(10, Double(random.next() % 30) - 15) }
    let whole = sum(values).value
    for _ in 0..<20 {
      let shuffled = values.shuffled(using: &random)
      let cut = Int(random.next() % 400)
      var left = sum(Array(shuffled[..<cut]))
      left.merge(sum(Array(shuffled[cut...])))
      #expect(left.value.bitPattern == whole.bitPattern)
    }
  }

  @Test func `agrees with decimal arithmetic`() {
    var random = TestRandom(seed: 10)
    // Multiples of 2⁻¹⁰ are exact in both.
    let values = (0..<300).map { _ in Double(Int64(random.next() % 2_000_000_000) - 1_000_000_000) / 1024 }
    let exact = values.reduce(Int64(0)) { $0 + Int64($1 * 1024) }
    #expect(sum(values).value == Double(exact) / 1024)
  }
}

struct ReturnPeriodTests {
  @Test(arguments: [1, 99, 100, 101, 1e4, 1e9, 1e40])
  func `what a history held comes back as it was`(seconds: Double) {
    let held = ReturnPeriod.supported(seconds, by: 100)
    #expect(abs(ReturnPeriod.unheld(held, by: 100) / seconds - 1) < 1e-9)
    #expect(held < 200)
  }

  @Test(arguments: zip([1.0 / 24, 1, 7, 30, 365, 3650, 36_500], [0.0, 25, 50, 75, 90, 99, 100]))
  func `the knots have the scores that are promised`(days: Double, score: Double) {
    let seconds = days * 86_400
    #expect(abs(ReturnPeriod.score(seconds: seconds) - score) < 1e-9)
    #expect(abs(ReturnPeriod.seconds(score: score) / seconds - 1) < 1e-9)
  }

  @Test func `score and seconds are each other's inverse`() {
    for tenth in 1..<1000 {
      let score = Double(tenth) / 10
      #expect(abs(ReturnPeriod.score(seconds: ReturnPeriod.seconds(score: score)) - score) < 1e-9)
    }
  }

  @Test func `the score rises with the period and stays in its range`() {
    var last = -1.0
    for step in 0..<400 {
      let score = ReturnPeriod.score(seconds: exp(Double(step) / 10))
      #expect(score >= max(0, last) && score <= 100)
      last = score
    }
    #expect(ReturnPeriod.score(seconds: 0) == 0)
    #expect(ReturnPeriod.score(seconds: .infinity) == 100)
  }
}

struct StateCodingTests {
  @Test func `what is written is read again`() throws {
    let whole = [0, 1, -1, 63, 64, -64, -65, 127, 128, 300, .max, .min, 1 << 62, -(1 << 62)]
    let real = [0, -0.0, 1.5, .pi, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude]
    var writer = StateWriter()
    for value in whole { writer.write(value) }
    for value in real { writer.write(value) }
    writer.write(Float(2.5))
    writer.write("Grüße\u{0}")
    writer.write(UInt64.max)
    var reader = StateReader(writer.bytes)
    for value in whole { #expect(try reader.readInt() == value) }
    for value in real { #expect(try reader.readDouble().bitPattern == value.bitPattern) }
    #expect(try reader.readFloat() == 2.5)
    #expect(try reader.readString() == "Grüße\u{0}")
    #expect(try reader.readUInt64() == .max)
    #expect(reader.isAtEnd)
  }

  @Test func `damaged input throws`() {
    #expect(throws: StateReader.Failure.self) {
      var reader = StateReader([1, 2, 3])
      _ = try reader.readDouble()
    }
    #expect(throws: StateReader.Failure.self) {
      var reader = StateReader([0x80, 0x80])
      _ = try reader.readInt()
    }
    #expect(throws: StateReader.Failure.self) {
      var reader = StateReader([UInt8](repeating: 0xFF, count: 20))
      _ = try reader.readInt()
    }
    var writer = StateWriter()
    writer.write(1_000_000_000)
    let huge = writer.bytes
    #expect(throws: StateReader.Failure.self) {
      var reader = StateReader(huge)
      _ = try reader.readBytes()
    }
    #expect(throws: StateReader.Failure.self) {
      var reader = StateReader(huge)
      _ = try reader.readCount()
    }
  }

  @Test(arguments: [0.7, 0.75, 1, 3.69, 12, 200], [2.0, 3, 8, 62, 1e4])
  func `a quantile has the surprisal that was asked for`(surprisal: Double, freedom: Double) {
    let t = Tails.studentUpperQuantile(surprisal: surprisal, freedom: freedom)
    let told = -Tails.logStudentUpper(t, freedom: freedom)
    // With two degrees of freedom nothing below the greatest t is as strange as e^200.
    #expect(t == 1e9 ? told < surprisal : abs(told - surprisal) < 1e-7 * surprisal, "\(t): \(told)")
    let z = Tails.normalUpperQuantile(surprisal: surprisal)
    #expect(abs(Tails.logNormalUpper(z) + surprisal) < 1e-9 * surprisal)
  }

  @Test func `what half of all reach is the median`() {
    for surprisal in [-1, 0, 0.5, log(2)] {
      #expect(Tails.studentUpperQuantile(surprisal: surprisal, freedom: 5) == 0)
      #expect(Tails.normalUpperQuantile(surprisal: surprisal) == 0)
    }
  }
}
