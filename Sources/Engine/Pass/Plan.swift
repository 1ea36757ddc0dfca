import HarrierDetectors
import HarrierEnrichment
import HarrierEvents
import HarrierFeatures
import HarrierJobs
import HarrierQuery

/// All that a hunt wants, once: the union of fields, each job's predicate and slots, the enrichers that
/// somebody needs.
public struct Plan: Sendable {
  /// A way to fill a slot that the row itself does not.
  struct Derivation: Sendable {
    /// -1 for a joint enricher, whose slots stand in ``Plan/jointInputs``.
    var inputSlot: Int
    var enricher: Int
    var output: Int
  }

  struct PlannedDetector: Sendable {
    var spec: DetectorSpec
    var function: any DetectorFunction.Type
    var field: Int?
    var by: Int?
    var over: Int?
    var partition: Int?
    /// What the by value is judged by.
    var template: Template
    /// How the field is read where it is a geo point.
    var point: PointReader?

    /// Rows that a key's sample holds: rarity needs a few witnesses, a spike's shares are estimated from
    /// more.
    var sampleCap: Int { function.expectation == .rarity ? 10 : 40 }
  }

  struct PlannedJob: Sendable {
    var job: Job
    var predicate: Int
    var needs: [Int]
    var influencers: [Int]
    var detectors: [PlannedDetector]
    var bucketNanoseconds: Int64
    /// The slot that says how many events a row stands for.
    var weight: Int?
    /// Whose rows it reads, by their place in ``Plan/transforms``; none for raw events.
    var transforms: [Int] = []
    /// What it listens to.
    var source: JobSource
    /// Whether its query asks for something: not for all, nor for what is none of something.
    var isSelective: Bool
  }

  private(set) var fields = EventFields()
  private(set) var program = PredicateProgram()
  /// Those that read rows of transforms first.
  private(set) var jobs: [PlannedJob] = []
  /// Those whose rows some job reads.
  private(set) var transforms: [PlannedTransform] = []
  /// By slot.
  private(set) var derivations: [[Derivation]] = []
  let enrichers: [any Enricher]
  let jointEnrichers: [any JointEnricher]
  /// Slots by joint enricher; empty where nobody wants it.
  private(set) var jointInputs: [[Int]]

  public struct Failure: Error, CustomStringConvertible {
    public var description: String
  }

  /// - Throws: ``Failure`` for a job whose query, function or derived dataset is not understood.
  public init(
    jobs: [Job], enrichers: EnricherRegistry, transforms: [Transform] = TransformCatalogue.all
  ) throws(Failure) {
    self.enrichers = enrichers.all
    jointEnrichers = enrichers.joint
    jointInputs = jointEnrichers.map { _ in [] }
    var readers: [Reader] = []
    for job in jobs.sorted(by: { $0.id < $1.id }) { readers.append(try Reader(job)) }
    try add(transforms, for: readers)
    for reader in readers where !reader.datasets.isEmpty { try add(reader) }
    for reader in readers where reader.datasets.isEmpty { try add(reader) }
    planEnrichment()
  }

  /// A job with what it reads.
  private struct Reader {
    var job: Job
    var query: QueryExpression
    var datasets: Set<String>

    init(_ job: Job) throws(Failure) {
      self.job = job
      do { query = try KQL.parse(job.query) } catch {
        throw Failure(description: "job \(job.id): query: \(error)")
      }
      datasets = TransformCatalogue.datasets(readBy: query)
    }
  }

  // MARK: Lanes

  /// Jobs that read rows of transforms.
  var derivedJobs: Range<Int> { 0..<(jobs.firstIndex { $0.transforms.isEmpty } ?? jobs.count) }
  /// Who reads raw events: the other jobs, then transforms.
  var rawLanes: Range<Int> { derivedJobs.upperBound..<(jobs.count + transforms.count) }

  /// Switches on the transforms that some job reads.
  private mutating func add(_ all: [Transform], for readers: [Reader]) throws(Failure) {
    let known = Set(all.map(\.dataset))
    for reader in readers {
      guard let stray = reader.datasets.subtracting(known).sorted().first else { continue }
      throw Failure(
        description:
          "job \(reader.job.id): no transform makes the dataset “\(stray)”; there are \(known.sorted().joined(separator: ", "))"
      )
    }
    let wanted = readers.reduce(into: Set()) { $0.formUnion($1.datasets) }
    for transform in all.sorted(by: { $0.id < $1.id }) where wanted.contains(transform.dataset) {
      let query: QueryExpression
      do { query = try KQL.parse(transform.query) } catch {
        throw Failure(description: "transform \(transform.id): query: \(error)")
      }
      let predicate = program.add(query, fields: &fields)
      transforms.append(PlannedTransform(transform, predicate: predicate, fields: &fields))
    }
  }

  private mutating func add(_ reader: Reader) throws(Failure) {
    let job = reader.job
    var detectors: [PlannedDetector] = []
    for spec in job.detectors {
      guard let function = DetectorRegistry.function(named: spec.function) else {
        throw Failure(description: "job \(job.id): no function “\(spec.function)”")
      }
      detectors.append(
        PlannedDetector(
          spec: spec, function: function, field: spec.field.map { fields.add($0) },
          by: spec.by.map {
            fields.add($0 == Categorization.category ? job.categorization?.field ?? $0 : $0)
          }, over: spec.over.map { fields.add($0) },
          partition: spec.partition.map { fields.add($0) },
          template: Self.template(of: spec, function),
          point: function.evidence == .track
            ? spec.field.map { PointReader(field: $0, fields: &fields) } : nil))
    }
    let predicate = program.add(reader.query, fields: &fields)
    let influencers = job.influencers.prefix(SampleRow.Influencers.capacity).map { fields.add($0) }
    self.jobs.append(
      PlannedJob(
        job: job, predicate: predicate, needs: job.needs.map { fields.add($0) },
        influencers: influencers, detectors: detectors,
        bucketNanoseconds: job.bucketSeconds * 1_000_000_000,
        weight: job.summaryCountField.map { fields.add($0) },
        transforms: transforms.indices.filter { reader.datasets.contains(transforms[$0].transform.dataset) },
        source: JobSource(query: reader.query, needs: job.needs),
        isSelective: !reader.query.evaluate { _ in [] }))
  }

  /// In place of a by value: nothing, what is not accidental in it, or what does not vary in a message.
  enum Template: Sendable { case none, value, message }

  private static func template(of spec: DetectorSpec, _ function: any DetectorFunction.Type) -> Template {
    if spec.isByCategory { return .message }
    return function.expectation == .rarity && hasTemplates(spec.by) ? .value : .none
  }

  /// Names and paths have accidental parts; addresses, domains, countries, calls and codes have none.
  private static func hasTemplates(_ field: String?) -> Bool {
    guard let field else { return false }
    let kinds = [
      "process.", "file.", "service.", "dll.", "registry.", "url.", "winlog.", "user_agent.",
      "harrier.process.",
    ]
    return kinds.contains { field.hasPrefix($0) }
  }

  /// Derivations for every wanted field that an enricher can make, and the fields those start from.
  private mutating func planEnrichment() {
    var slot = 0
    while slot < fields.count {
      var ways: [Derivation] = []
      for (number, enricher) in enrichers.enumerated() {
        guard let output = enricher.outputs.firstIndex(of: fields.names[slot]) else { continue }
        for input in enricher.inputs {
          ways.append(Derivation(inputSlot: fields.add(input), enricher: number, output: output))
        }
      }
      for (number, enricher) in jointEnrichers.enumerated() {
        guard let output = enricher.outputs.firstIndex(of: fields.names[slot]) else { continue }
        jointInputs[number] = enricher.inputs.map { fields.add($0) }
        ways.append(Derivation(inputSlot: -1, enricher: number, output: output))
      }
      derivations.append(ways)
      slot += 1
    }
  }
}
