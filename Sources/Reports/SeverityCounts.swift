import HarrierScoring

/// How many findings of each severity there are: `3 critical, 5 major, 40 low`.
enum SeverityCounts {
  static func counts(_ records: [Record]) -> [(severity: Severity, count: Int)] {
    var counts: [Severity: Int] = [:]
    for record in records { counts[Severity(score: record.recordScore), default: 0] += 1 }
    return Severity.allCases.reversed().compactMap { severity in
      counts[severity].map { (severity, $0) }
    }
  }

  static func text(_ records: [Record]) -> String {
    counts(records).map { "\(NumberText.count($0.count)) \($0.severity.rawValue)" }.joined(separator: ", ")
  }
}
