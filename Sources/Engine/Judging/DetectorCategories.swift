import HarrierEvents
import HarrierJobs
import HarrierModels
import HarrierScoring
import HarrierStatistics

/// The categories of a detector `by: mlcategory`: puts them in the place of messages when a bucket closes, before the
/// fold sees it.
///
/// Workers hand over masked messages (`MessageTemplate`), a function of the message; they are met here in the order of
/// their text, so categories are the same for any threads and any cut.
final class DetectorCategories {
  private let isPerPartition: Bool
  private let vocabulary: SymbolTable
  /// By partition; one for all under 0 where they share.
  private var models: [UInt32: MessageCategories] = [:]
  private var lastID = 0
  /// Of all partitions together; what comes then belongs to no category.
  private static let mostCategories = 10_000
  /// What founds no category any more.
  private static let other = "<other>"
  private var count = 0
  /// Names that a category was known under before it became part of another, by partition.
  private var gone: [Name] = []
  /// What hindsight knows those by.
  private var settled: [Name: UInt32] = [:]

  private struct Name: Hashable {
    var owner: UInt32
    var symbol: UInt32
  }

  /// Nil for a detector that judges something else.
  init?(_ job: Plan.PlannedJob, _ detector: Plan.PlannedDetector, vocabulary: SymbolTable) {
    guard detector.template == .message, let categorization = job.job.categorization else { return nil }
    isPerPartition = categorization.isPerPartition
    self.vocabulary = vocabulary
  }

  /// The aggregates of a bucket by category.
  ///
  /// - Parameter words: the symbols that `by` speaks in; what comes back speaks in the detector's vocabulary.
  func label(_ aggregates: [MergedAggregate], words: SymbolTable, sampleCap: Int) -> [MergedAggregate] {
    let order = aggregates.indices.sorted { first, second in
      let (a, b) = (aggregates[first], aggregates[second])
      let (one, other) = (vocabulary.string(of: a.partition), vocabulary.string(of: b.partition))
      if isPerPartition, one != other { return one < other }
      let (text, next) = (words.string(of: a.by), words.string(of: b.by))
      // The same template of several members: their messages are kept in one order, too.
      return text != next ? text < next : a.order < b.order
    }
    count = models.values.reduce(0) { $0 + $1.categories.count }
    var places: [Int?] = Array(repeating: nil, count: aggregates.count)
    for index in order where aggregates[index].by != 0 {
      places[index] = place(of: words.string(of: aggregates[index].by), owner(aggregates[index]))
    }
    for index in order {
      guard let place = places[index] else { continue }
      note(aggregates[index], place, sampleCap: sampleCap)
    }
    let labelled = aggregates.indices.map { index in
      aggregates[index].labelled(
        by: name(places[index], of: aggregates[index]), vocabulary: vocabulary)
    }
    for key in models.keys {
      for name in models[key]!.endBucket() { gone.append(Name(owner: key, symbol: vocabulary.intern(name))) }
    }
    return MergedAggregate.joined(labelled, sampleCap: sampleCap)
  }

  private func owner(_ aggregate: MergedAggregate) -> UInt32 { isPerPartition ? aggregate.partition : 0 }

  private func place(of template: String, _ owner: UInt32) -> Int? {
    if models[owner] == nil {
      guard count < Self.mostCategories else { return nil }
      models[owner] = MessageCategories()
    }
    return models[owner]!.place(of: template) {
      guard count < Self.mostCategories else { return nil }
      count += 1
      lastID += 1
      return lastID
    }
  }

  private func note(_ aggregate: MergedAggregate, _ place: Int, sampleCap: Int) {
    let key = owner(aggregate)
    let messages = Set(
      aggregate.sample(cap: sampleCap).map { $0.symbols.string(of: $0.row.rawBy) }
    ).sorted()
    let survivor = models[key]!.survivor(of: place)
    models[key]!.note(survivor, matches: aggregate.count, messages: messages)
  }

  /// The symbol under which the fold knows the category.
  private func name(_ place: Int?, of aggregate: MergedAggregate) -> UInt32 {
    guard aggregate.by != 0 else { return 0 }
    guard let place, let model = models[owner(aggregate)] else { return vocabulary.intern(Self.other) }
    return vocabulary.intern(model.categories[model.survivor(of: place)].name)
  }

  /// The category that a symbol of the fold stands for, or has become part of.
  ///
  /// - Complexity: O(categories).
  func category(_ symbol: UInt32, _ partition: UInt32) -> (id: Int, template: String)? {
    let name = vocabulary.string(of: symbol)
    if name == Self.other { return (0, Self.other) }
    return models[isPerPartition ? partition : 0]?.category(named: name).map { ($0.id, $0.template) }
  }

  /// All categories, by id.
  func definitions(job: Job, detector: Int, partition: String?) -> [CategoryDefinition] {
    models.flatMap { owner, model in
      model.categories.map { category in
        CategoryDefinition(
          jobID: job.id, detectorIndex: detector, id: category.id,
          partition: partition.flatMap { field in
            isPerPartition ? KeyPart(fieldName: field, value: vocabulary.string(of: owner)) : nil
          }, tokens: category.tokens, shared: category.shared, longest: category.longest,
          matches: category.matches, examples: category.examples)
      }
    }.sorted { $0.id < $1.id }
  }

  // MARK: Hindsight

  /// Once all buckets are closed: what became part of another category was it from the start.
  func settle() {
    for name in gone {
      let text = vocabulary.string(of: name.symbol)
      settled[name] = models[name.owner]?.category(named: text).map { vocabulary.intern($0.name) }
    }
  }

  func settled(_ key: KeyName) -> KeyName {
    var key = key
    let name = Name(owner: isPerPartition ? key.partition : 0, symbol: key.by)
    key.by = settled[name] ?? key.by
    return key
  }

  func settled(_ aggregates: [MergedAggregate], sampleCap: Int) -> [MergedAggregate] {
    guard !settled.isEmpty, aggregates.contains(where: { settled(KeyName($0)) != KeyName($0) }) else {
      return aggregates
    }
    let labelled = aggregates.map { $0.labelled(by: settled(KeyName($0)).by, vocabulary: vocabulary) }
    return MergedAggregate.joined(labelled, sampleCap: sampleCap)
  }

  // MARK: State

  func encode(to writer: inout StateWriter) {
    writer.write(lastID)
    writer.write(models.count)
    for owner in models.keys.sorted() {
      writer.write(Int(owner))
      models[owner]!.encode(to: &writer)
    }
  }

  func read(from reader: inout StateReader) throws(StateReader.Failure) {
    lastID = try reader.readInt()
    for _ in 0..<(try reader.readCount(least: 2)) {
      guard let owner = UInt32(exactly: try reader.readInt()), Int(owner) < vocabulary.count else {
        throw .damaged
      }
      models[owner] = try MessageCategories(from: &reader)
    }
  }
}
