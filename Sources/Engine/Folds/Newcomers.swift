import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// First values of keys: what a newcomer among siblings is judged by.
struct Newcomers: StateCodable {
  private var mean = 0.0
  private var squares = 0.0
  private var count = 0.0
  /// Of this bucket, learnt when it is over.
  private var waiting: [Double] = []

  func surprisal(of value: Double) -> Double {
    guard count >= 1 else { return 0 }
    let scale = ((squares + 1) / (count + 1)).squareRoot() * (1 + 1 / count).squareRoot()
    return max(0, -Tails.logStudentUpper((log1p(max(0, value)) - mean) / scale, freedom: min(count, 30)))
  }

  func bound(_ scales: Double) -> Double {
    count > 0 ? expm1(mean + scales * ((squares + 1) / (count + 1)).squareRoot()) : 0
  }

  mutating func note(_ value: Double) { waiting.append(log1p(max(0, value))) }

  mutating func settle() {
    for x in waiting {
      count += 1
      let step = x - mean
      mean += step / count
      squares += step * (x - mean)
    }
    waiting = []
  }

  init() {}

  func encode(to writer: inout StateWriter) {
    for value in [mean, squares, count] { writer.write(value) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    mean = try reader.readDouble()
    squares = try reader.readDouble()
    count = try reader.readDouble()
  }
}
