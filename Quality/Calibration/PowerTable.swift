import HarrierTesting

/// The median score of what was injected, by function and injection.
struct PowerTable {
  let subjects: [Promise.Subject]
  let seeds: Int

  private struct Column {
    var kind: SyntheticWorld.Kind
    var injection: SyntheticWorld.Injection
    var label: String { kind == .steady ? injection.rawValue : "\(injection.rawValue), \(kind.rawValue)" }
  }

  private static let columns =
    SyntheticWorld.Injection.allCases.map { Column(kind: .steady, injection: $0) } + [
      Column(kind: .bursty, injection: .spike10), Column(kind: .weekly, injection: .spike10),
      Column(kind: .wordADay, injection: .newWord), Column(kind: .growing, injection: .farMember),
    ]

  func print() throws {
    let columns = Self.columns
    let subjects = subjects
    let seeds = seeds
    let parts = try Calibration.inParallel(columns.count * seeds) { index in
      let column = columns[index % columns.count]
      return try Promise.power(
        subjects, column.kind, column.injection, seed: UInt64(index / columns.count + 101))
    }
    Swift.print("Score of what was injected after a month (median of \(seeds) seeds; – : below 3).\n")
    Swift.print(Calibration.row(["detector"] + columns.map(\.label)))
    Swift.print(Calibration.rule(columns.count + 1))
    for (number, subject) in subjects.enumerated() {
      let cells = columns.indices.map { column in
        let scores = (0..<seeds).map { parts[$0 * columns.count + column][number] }.sorted()
        let median = scores[seeds / 2]
        return median < 3 ? "–" : String(Int(median.rounded()))
      }
      Swift.print(Calibration.row([subject.label] + cells))
    }
  }
}
