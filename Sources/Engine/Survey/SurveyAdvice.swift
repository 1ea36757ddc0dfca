import HarrierDetectors
import HarrierJobs

/// What a survey gives to think about: why a job cannot work on the data, or would work badly.
public struct SurveyAdvice: Sendable, Hashable {
  /// Whether the job can find nothing at all.
  public var isFatal: Bool
  public var text: String

  /// Fewer events than this say little about shares.
  private static let leastEvents = 100
  /// A by field with more different values than this share of its events names nearly each event.
  private static let mostDistinctShare = 0.5
  /// A key with fewer events than this has hardly a past.
  private static let leastEventsAKey = 10.0
  /// Keys from which on memory is worth a thought.
  private static let manyKeys = 100_000
  private static let leastMembers = 5
  private static let leastBuckets = 20.0

  /// In order of weight.
  public static func of(_ survey: JobSurvey, in data: Survey) -> [SurveyAdvice] {
    if survey.isOfRows {
      let text =
        survey.events > 0
        ? "it reads rows of a transform, which only a hunt makes: \(survey.events) events would go into them"
        : "no event that its transform takes"
      return [SurveyAdvice(isFatal: survey.events == 0, text: text)]
    }
    guard survey.events > 0 else {
      let recognition = Recogniser.recognise(
        [survey.job], presentFields: data.presentFields, matches: [survey.job.id: 0])[0]
      return [SurveyAdvice(isFatal: true, text: recognition.obstacle ?? "no event matches its query")]
    }
    let missing = survey.fields.filter { $0.present == 0 }.map(\.name)
    guard missing.isEmpty else {
      return [
        SurveyAdvice(
          isFatal: true, text: "no event that its query takes has \(missing.joined(separator: ", "))")
      ]
    }
    let texts = sparse(survey) + survey.detectors.flatMap(keys) + time(survey, data)
    return texts.map { SurveyAdvice(isFatal: false, text: $0) }
  }

  private static func sparse(_ survey: JobSurvey) -> [String] {
    survey.fields.filter { 2 * $0.present < survey.events }.map { field in
      "\(field.name) is missing in \(percent(survey.events - field.present, survey.events)) of its events, which are left out"
    }
  }

  private static func keys(_ detector: DetectorSurvey) -> [String] {
    guard detector.events >= leastEvents else { return [] }
    var texts: [String] = []
    let events = Double(detector.events)
    if let by = detector.by, let name = detector.spec.by, Double(by) > mostDistinctShare * events {
      texts.append(
        "by \(name) has \(by) different values in \(detector.events) events: nearly each is new, so none is news"
      )
    }
    if let partition = detector.partition, let name = detector.spec.partition,
      events / Double(max(1, partition)) < leastEventsAKey
    {
      texts.append(
        "partition \(name) has \(partition) values with \(tenth(events / Double(partition))) events each: too few to have a past"
      )
    }
    if let over = detector.over, let name = detector.spec.over, over < leastMembers {
      texts.append("over \(name) has \(over) members: too few to compare")
    }
    if detector.keys > manyKeys {
      texts.append(
        "\(detector.spec.label) has \(detector.keys) keys; model_prune_window lets go of idle ones")
    }
    return texts
  }

  private static func time(_ survey: JobSurvey, _ data: Survey) -> [String] {
    let buckets = data.days * 86_400 / Double(survey.job.bucketSeconds)
    guard !survey.job.bucketIsAuto, buckets < leastBuckets else { return [] }
    return [
      "the data covers \(tenth(buckets)) buckets of \(BucketLength.text(survey.job.bucketSeconds)): findings need a past of twenty or more"
    ]
  }

  /// `12 %`, and never 0 or 100 for what is neither.
  public static func percent(_ part: Int, _ whole: Int) -> String {
    guard whole > 0 else { return "0 %" }
    let share = Double(part) / Double(whole) * 100
    if part > 0, share < 1 { return "< 1 %" }
    if part < whole, share > 99 { return "> 99 %" }
    return "\(Int(share.rounded())) %"
  }

  private static func tenth(_ value: Double) -> String {
    value >= 10 ? "\(Int(value.rounded()))" : "\((value * 10).rounded() / 10)"
  }
}
