import HarrierEvents
import HarrierModels
import HarrierScoring

/// Puts a change's numbers into an annotation: names and the sentence a person reads.
struct AnnotationMaker {
  let job: Plan.PlannedJob
  let detector: Plan.PlannedDetector
  let index: Int

  func annotation(_ found: FoundChange, vocabulary: SymbolTable) -> Annotation {
    let spec = detector.spec
    let bucketSeconds = job.job.bucketSeconds
    var annotation = Annotation(
      jobID: job.job.id, detector: .init(index: index, label: spec.label),
      timestamp: EventTime(seconds: found.bucket * bucketSeconds), bucketSpan: bucketSeconds,
      buckets: found.change.buckets,
      content: .change(kind: found.change.kind.rawValue, before: found.before, after: found.after),
      description: Self.sentence(found, bucketSeconds: bucketSeconds))
    let names = found.name
    annotation.partition = spec.partition.map {
      KeyPart(fieldName: $0, value: vocabulary.text(of: names.partition))
    }
    annotation.over = spec.over.map { KeyPart(fieldName: $0, value: vocabulary.text(of: names.over)) }
    annotation.by = spec.by.map { KeyPart(fieldName: $0, value: vocabulary.text(of: names.by)) }
    return annotation
  }

  /// `a new level since 13 hours: 41 instead of 20 a bucket`
  private static func sentence(_ found: FoundChange, bucketSeconds: Int64) -> String {
    let span = Wording.span(seconds: Double(Int64(found.change.buckets) * bucketSeconds))
    let (before, after) = (Wording.number(found.before), Wording.number(found.after))
    switch found.change.kind {
    case .level: return "a new level since \(span): \(after) instead of \(before) a bucket"
    case .scale: return "a new spread since \(span): ± \(after) instead of ± \(before) a bucket"
    case .time:
      return "since \(span) the day comes an hour \(found.after > 0 ? "later" : "earlier")"
    }
  }
}
