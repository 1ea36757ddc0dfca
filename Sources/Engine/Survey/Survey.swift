import HarrierEvents
import HarrierJobs

/// What a bounded look at the data says of jobs, before anything is learnt: how much they would see, which fields
/// are there, how many keys there would be.
///
/// ```swift
/// let survey = try Surveyor.survey(["day1.ndjson"], SurveyOptions(jobs: JobCatalogue.all))
/// ```
///
/// - Not for: scores; nothing is judged.
/// - Cost: one thread; reads at most ``SurveyOptions/mostBytes``, in order of event time over all files.
public struct Survey: Sendable {
  public var files = 0
  /// Of log text, unpacked.
  public var bytes: Int64 = 0
  /// Of all files, as they lie on disk.
  public var bytesOnDisk: Int64 = 0
  /// Whether everything was read.
  public var isWhole = true
  public var events = 0
  /// Time that is read without gaps, in nanoseconds; nil where no event was read.
  public var covered: Range<Int64>?
  /// In the order of the options.
  public var jobs: [JobSurvey] = []
  /// Wanted fields that some event has.
  public var presentFields: Set<String> = []
  /// Files that cannot be read, and why.
  public var problems: [String] = []

  /// Of the covered time.
  public var days: Double {
    covered.map { max(Double($0.upperBound - $0.lowerBound) / 86_400e9, 1.0 / 24) } ?? 0
  }
}

/// What the survey says of one job.
public struct JobSurvey: Sendable {
  public var job: Job
  /// Events that its query takes.
  public var events = 0
  /// Whether it reads rows of transforms, which are not made for a survey: ``events`` are those behind them.
  public var isOfRows = false
  public var fields: [FieldSurvey] = []
  public var detectors: [DetectorSurvey] = []

  /// The longest bucket that one of its detectors asks for.
  public var recommendation: BucketChoice? { detectors.compactMap(\.bucket).max { $0.seconds < $1.seconds } }
}

/// A field that a job needs.
public struct FieldSurvey: Sendable {
  public var name: String
  /// Events that the query takes and that have it.
  public var present: Int
  /// Different values; exact up to 4096.
  public var distinct: Int
}

/// What the survey says of one detector.
public struct DetectorSurvey: Sendable {
  public var spec: DetectorSpec
  /// Events with all of its key's fields.
  public var events = 0
  /// Different values of by (its templates, where those are judged), over and partition; nil without the field.
  public var by: Int?
  public var over: Int?
  public var partition: Int?
  /// Different keys: by, over and partition together.
  public var keys = 0
  /// Bytes that its models and open buckets would take.
  public var memory = 0
  public var bucket: BucketChoice?
}

/// What a survey looks at.
public struct SurveyOptions: Sendable {
  public var jobs: [Job]
  /// Of log text, unpacked.
  public var mostBytes: Int64
  /// Events later than this much behind the first are not looked at.
  public var mostSeconds: Int64
  /// Only events in this time, in nanoseconds.
  public var window: Range<Int64>
  public var latencySeconds: Int64
  public var hunt: HuntOptions

  public init(
    jobs: [Job], mostBytes: Int64 = 256 << 20, mostSeconds: Int64 = 28 * 86_400, hunt: HuntOptions? = nil
  ) {
    self.jobs = jobs
    self.mostBytes = mostBytes
    self.mostSeconds = mostSeconds
    let hunt = hunt ?? HuntOptions(jobs: jobs)
    self.hunt = hunt
    window = hunt.window
    latencySeconds = hunt.latencySeconds
  }
}
