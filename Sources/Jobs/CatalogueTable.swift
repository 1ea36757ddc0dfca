import Foundation

/// The catalogue in one table, `Tables/catalogue.tsv`, made from its files by `make catalogue`: YAML of some nine
/// hundred jobs takes a third of a second to read, the table a few thousandths.
///
/// A row is a job, with rules of bounds alone. One with other rules, calendars or control that a row has no place for is
/// named by its file alone, which is read then.
public enum CatalogueTable {
  static let name = "catalogue.tsv"
  private static let listSeparator: Character = "\u{1F}"
  private static let partSeparator: Character = "\u{1E}"

  /// The table of jobs, each with its file's path below the catalogue.
  public static func text(_ jobs: [(file: String, job: Job)]) -> String {
    let head = "# The catalogue's jobs. Made by “make catalogue”; edit the files under Catalogue instead.\n"
    return head
      + jobs.map { ([$0.file] + (columns($0.job) ?? [])).joined(separator: "\t") + "\n" }.joined()
  }

  // MARK: Writing

  /// A row without its file; nil for a job that a row cannot say.
  private static func columns(_ job: Job) -> [String]? {
    let plain =
      job.calendars.isEmpty && job.categorization == nil && job.summaryCountField == nil
      && job.latencySeconds == nil && job.modelMemoryBytes == nil
      && job.detectors.allSatisfy { $0.customRules.allSatisfy(isOfBounds) }
    let columns = [
      job.id, job.title, job.why, list(job.attack), list(job.needs), job.query,
      job.bucketIsAuto ? "auto" : String(job.bucketSeconds), list(job.detectors.map(part)),
      list(job.influencers), String(job.alert.threshold), job.alert.severity, String(job.alert.riskScore),
      list(job.falsePositives), list(job.references), list(job.aliases),
      job.modelPruneSeconds.map(String.init) ?? "",
    ]
    return plain && columns.allSatisfy { !$0.contains("\t") && !$0.contains("\n") } ? columns : nil
  }

  private static func list(_ texts: [String]) -> String { texts.joined(separator: String(listSeparator)) }

  private static func part(_ detector: DetectorSpec) -> String {
    let rules = detector.customRules.map(bounds).joined(separator: ";")
    let parts = [
      detector.function, detector.field ?? "", detector.by ?? "", detector.over ?? "",
      detector.partition ?? "",
      detector.description ?? "", detector.useNull ? "true" : "", detector.excludeFrequent.rawValue,
    ]
    return (rules.isEmpty ? parts : parts + [rules]).joined(separator: String(partSeparator))
  }

  /// A rule that leaves out results by their numbers, and does nothing else.
  private static func isOfBounds(_ rule: CustomRule) -> Bool {
    rule.actions == [.skipResult] && rule.scope.isEmpty
  }

  /// `actual lt 5.0,time gt 0.0`
  private static func bounds(_ rule: CustomRule) -> String {
    rule.conditions.map { "\($0.subject.rawValue) \($0.comparison.rawValue) \($0.bound)" }
      .joined(separator: ",")
  }

  // MARK: Reading

  /// The jobs of a table, by id.
  ///
  /// - Parameter folder: the catalogue's, for what the table only names.
  /// - Throws: ``JobFileError`` of a file that is named and broken, or what Foundation says of an unreadable one.
  static func jobs(in table: Data, folder: URL) throws -> [Job] {
    var jobs: [Job] = []
    var files: [String] = []
    // A byte of Data is a call.
    for line in Array(table).split(separator: UInt8(ascii: "\n")) where line.first != UInt8(ascii: "#") {
      let cells = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map {
        String(decoding: $0, as: UTF8.self)
      }
      if let job = job(cells) {
        jobs.append(job)
      } else if !files.contains(cells[0]) {
        files.append(cells[0])
      }
    }
    let known = Set(jobs.map(\.id))
    for file in files {
      jobs += try JobCatalogue.jobs(of: file, in: folder).filter { !known.contains($0.id) }
    }
    return jobs.sorted { $0.id < $1.id }
  }

  private static func job(_ cells: [String]) -> Job? {
    guard cells.count == 17, let threshold = Double(cells[10]), let risk = Int(cells[12]) else { return nil }
    var job = Job(
      id: cells[1], title: cells[2], why: cells[3], attack: texts(cells[4]), needs: texts(cells[5]),
      query: cells[6], bucketSeconds: Int64(cells[7]) ?? 900, detectors: texts(cells[8]).map(detector),
      influencers: texts(cells[9]),
      alert: AlertSpec(threshold: threshold, severity: cells[11], riskScore: risk),
      falsePositives: texts(cells[13]), references: texts(cells[14]), aliases: texts(cells[15]),
      pack: String(cells[0].prefix { $0 != "/" }))
    job.bucketIsAuto = cells[7] == "auto"
    job.modelPruneSeconds = Int64(cells[16])
    return job
  }

  private static func texts(_ cell: String) -> [String] { split(cell, listSeparator) }

  private static func split(_ cell: String, _ separator: Character) -> [String] {
    guard !cell.isEmpty else { return [] }
    return cell.utf8.split(separator: separator.asciiValue!, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  private static func detector(_ text: String) -> DetectorSpec {
    let parts = split(text, partSeparator).map { $0.isEmpty ? nil : $0 }
    var detector = DetectorSpec(
      function: parts[0] ?? "", field: parts[1], by: parts[2], over: parts[3], partition: parts[4],
      description: parts[5], useNull: parts[6] != nil)
    detector.excludeFrequent = parts[7].flatMap(ExcludeFrequent.init) ?? .none
    if parts.count > 8 {
      detector.customRules = (parts[8] ?? "").split(separator: ";").map { rule in
        CustomRule(conditions: rule.split(separator: ",").compactMap(condition))
      }
    }
    return detector
  }

  private static func condition(_ text: Substring) -> CustomRule.Condition? {
    let words = text.split(separator: " ")
    guard words.count == 3, let subject = CustomRule.Subject(rawValue: String(words[0])),
      let comparison = CustomRule.Comparison(rawValue: String(words[1])), let bound = Double(words[2])
    else { return nil }
    return CustomRule.Condition(subject, comparison, bound)
  }
}
