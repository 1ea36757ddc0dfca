import HarrierEvents
import HarrierJobs

/// What a detector's custom rules keep from being learnt (`skip_model_update`).
final class LearningGate {
  private let rules: [CustomRule]
  private let spec: DetectorSpec
  private let vocabulary: SymbolTable
  private let bucketSeconds: Int64
  /// By rule: whether a key is in its scope.
  private var covered: [[KeyName: Bool]]
  /// Seconds from the fold's time to the events' own, as of ``DetectorFold/displace(by:)``.
  var displacement: Int64 = 0

  /// nil for a detector without such a rule.
  init?(_ spec: DetectorSpec, vocabulary: SymbolTable, bucketSeconds: Int64) {
    let rules = spec.customRules.filter { $0.actions.contains(.skipModelUpdate) }
    guard !rules.isEmpty else { return nil }
    self.rules = rules
    self.spec = spec
    self.vocabulary = vocabulary
    self.bucketSeconds = bucketSeconds
    covered = rules.map { _ in [:] }
  }

  /// Whether a key's value of a bucket may be learnt.
  func isOpen(
    _ name: KeyName, bucket: Int64, actual: Double? = nil, typical: @autoclosure () -> Double? = nil
  ) -> Bool {
    for number in rules.indices where covers(number, name) {
      let start = bucket * bucketSeconds + displacement
      if rules[number].holds(actual: actual, typical: typical(), bucketStart: start) { return false }
    }
    return true
  }

  /// Words have been given to other values.
  func forgetWords() { covered = rules.map { _ in [:] } }

  private func covers(_ number: Int, _ name: KeyName) -> Bool {
    if let known = covered[number][name] { return known }
    let answer = rules[number].covers { field in
      switch field {
      case spec.by: vocabulary.string(of: name.by)
      case spec.over: vocabulary.string(of: name.over)
      case spec.partition: vocabulary.string(of: name.partition)
      default: nil
      }
    }
    covered[number][name] = answer
    return answer
  }
}
