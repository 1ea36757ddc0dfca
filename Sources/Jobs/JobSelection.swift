import Foundation

extension JobCatalogue {
  /// The jobs a user asks for, each once, in the order asked. A file may be Elastic's JSON for jobs, too.
  ///
  /// A word is the id or an alias of a job, the name of a pack, the path of a job file (it has a `/` or ends in
  /// `.yml`, `.yaml` or `.json`), or an id with stars.
  ///
  /// ```swift
  /// try JobCatalogue.select(["dns", "windows_*", "./mine.yml"])
  /// ```
  ///
  /// - Returns: no words, every job of the catalogue.
  /// - Throws: the first word that names nothing, or a file that is no job.
  public static func select(_ words: [String]) throws(JobSelectionError) -> [Job] {
    guard !words.isEmpty else { return all }
    var jobs: [Job] = []
    for word in words {
      for job in try resolve(word) where !jobs.contains(job) {
        guard !jobs.contains(where: { $0.id == job.id }) else { throw .twoJobs(id: job.id) }
        jobs.append(job)
      }
    }
    return jobs
  }

  private static func resolve(_ word: String) throws(JobSelectionError) -> [Job] {
    if let job = job(named: word) { return [job] }
    if isPath(word) { return try read(word) }
    let jobs = word.contains("*") ? all.filter { matches($0.id, word) } : all.filter { $0.pack == word }
    guard jobs.isEmpty else { return jobs }
    let names = all.flatMap { [$0.id] + $0.aliases } + packs
    throw .unknown(word, suggestions: Suggestion.near(word, among: names))
  }

  private static func isPath(_ word: String) -> Bool {
    word.contains("/") || [".yml", ".yaml", ".json"].contains { word.hasSuffix($0) }
  }

  /// The job or the family of a file, or the jobs of one of Elastic's.
  private static func read(_ path: String) throws(JobSelectionError) -> [Job] {
    let text: String
    do {
      text = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw .unreadable(
        path: path, reason: exists ? "it is no UTF-8 text or may not be read" : "no such file")
    }
    if ElasticImport.recognises(text) { return try readElastic(text, path) }
    do {
      return try JobFile.parseAll(
        text, fileName: path, pack: "user", folder: URL(filePath: path).deletingLastPathComponent())
    } catch {
      throw .invalid(error)
    }
  }

  /// All or nothing: a job that could be mapped in part is the user's to choose.
  private static func readElastic(_ text: String, _ path: String) throws(JobSelectionError) -> [Job] {
    let outcome = ElasticImport.jobs(from: [(path, text)])
    let problems = outcome.problems + outcome.imports.flatMap(\.problems)
    guard problems.isEmpty else { throw .notMapped(JobFileError(problems: problems)) }
    return outcome.imports.compactMap(\.job)
  }

  /// Whether an id fits a pattern whose stars stand for any text.
  static func matches(_ id: String, _ pattern: String) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return id == pattern }
    guard id.count >= first.count + last.count, id.hasPrefix(first), id.hasSuffix(last) else { return false }
    var rest = id.dropFirst(first.count).dropLast(last.count)
    for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
      guard let place = rest.firstRange(of: piece) else { return false }
      rest = rest[place.upperBound...]
    }
    return true
  }
}

/// Why a word selects no job.
public enum JobSelectionError: Error, Hashable, Sendable, CustomStringConvertible {
  case unknown(String, suggestions: [String])
  case unreadable(path: String, reason: String)
  case invalid(JobFileError)
  /// Elastic's JSON has what a job file cannot say.
  case notMapped(JobFileError)
  /// A file and the catalogue, or two files, give different jobs one id.
  case twoJobs(id: String)

  public var description: String {
    switch self {
    case .unknown(let word, let suggestions):
      "no job, pack or file is called “\(NodeReader.shown(word))”"
        + (suggestions.isEmpty ? "" : "; did you mean \(suggestions.joined(separator: ", "))?")
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .invalid(let error): error.description
    case .notMapped(let error):
      "\(error.description)\n“harrier jobs import --partial” makes job files without these parts"
    case .twoJobs(let id): "two different jobs are called “\(id)”; give one of them another id"
    }
  }
}
