import HarrierEngine
import HarrierTesting

/// Records of 50 or more a week and of 75 or more a month, by function and world: both should be 1.
struct NullTable {
  let subjects: [Promise.Subject]
  let seeds: Int
  let days: Int
  let mode: HuntMode
  private static let bounds = 0.3...2

  /// New words are nothing to functions that count events or add up bytes.
  private static func applies(_ subject: Promise.Subject, _ kind: SyntheticWorld.Kind) -> Bool {
    kind.newWordsPerDay == 0 || subject.hasVocabulary
  }

  func print() throws {
    let kinds = SyntheticWorld.Kind.allCases
    let subjects = subjects
    let (seeds, days, mode) = (seeds, days, mode)
    let parts = try Calibration.inParallel(kinds.count * seeds) { index in
      let kind = kinds[index % kinds.count]
      let asked = subjects.filter { Self.applies($0, kind) }
      let tallies = try Promise.quiet(
        asked, kind, seed: UInt64(index / kinds.count + 1), days: days, mode: mode)
      return Dictionary(uniqueKeysWithValues: zip(asked, tallies))
    }
    let length =
      mode == .live
      ? "\(days - SyntheticWorld.learningDays) days after two weeks of learning" : "\(days) days in hindsight"
    Swift.print(
      """
      Records of 50 or more a week / of 75 or more in thirty days, where nothing happens (\(seeds) seeds × \(length)). \
      Nominal: 1 / 1; bold: not within 0.3 … 2.

      """)
    Swift.print(Calibration.row(["detector"] + kinds.map(\.rawValue)))
    Swift.print(Calibration.rule(kinds.count + 1))
    var (within, all) = (0, 0)
    for subject in subjects {
      var cells = [subject.label]
      for kind in kinds.indices {
        guard Self.applies(subject, kinds[kind]) else {
          cells.append("")
          continue
        }
        var tally = Promise.Tally()
        for seed in 0..<seeds { tally.add(parts[seed * kinds.count + kind][subject]!) }
        let rates = [tally.majorPerWeek, tally.criticalPerMonth]
        all += 2
        within += rates.count { Self.bounds.contains($0) }
        cells.append(
          rates.map { Self.bounds.contains($0) ? Calibration.short($0) : "**\(Calibration.short($0))**" }
            .joined(separator: " / "))
      }
      Swift.print(Calibration.row(cells))
    }
    Swift.print("\nwithin bounds: \(within) of \(all)\n")
    printChanges(parts)
  }

  /// Changes for good told where nothing changes.
  private func printChanges(_ parts: [[Promise.Subject: Promise.Tally]]) {
    let kinds = SyntheticWorld.Kind.allCases
    Swift.print(
      "Changes for good that were told in these \(seeds) × \(days) days, all keys and detectors: none happened.\n"
    )
    Swift.print(Calibration.row(["change"] + kinds.map(\.rawValue)))
    Swift.print(Calibration.rule(kinds.count + 1))
    for change in ["level_shift", "scale_change", "time_shift"] {
      let counts = kinds.indices.map { kind in
        (0..<seeds).reduce(0) { sum, seed in
          sum + parts[seed * kinds.count + kind].values.reduce(0) { $0 + ($1.changes[change] ?? 0) }
        }
      }
      Swift.print(Calibration.row([change] + counts.map(String.init)))
    }
    Swift.print("")
  }
}
