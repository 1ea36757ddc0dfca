import Foundation
import HarrierEvents
import Yams

/// A job file: YAML, of which JSON is a part.
///
/// ```swift
/// let job = try JobFile.parse(text, fileName: "rare_asn_for_user.yml", pack: "user")
/// ```
public enum JobFile {
  /// Longer files are refused.
  public static let byteLimit = 262_144

  /// The one job of a file, checked; its functions under their own names, not their aliases.
  ///
  /// - Parameters:
  ///   - text: YAML, or JSON.
  ///   - fileName: shown in errors. In a pack of the catalogue it must be the job's id.
  ///   - pack: of the catalogue, or `user`.
  ///   - folder: where the files lie that the job names.
  /// - Throws: everything that is wrong with the file, not only the first.
  public static func parse(_ text: String, fileName: String, pack: String, folder: URL? = nil)
    throws(JobFileError) -> Job
  {
    let jobs = try parseAll(text, fileName: fileName, pack: pack, folder: folder)
    guard jobs.count == 1 else {
      var reader = NodeReader(file: fileName)
      reader.report(line: 1, column: 1, "instances", "found \(jobs.count) jobs, allowed: one")
      throw JobFileError(problems: reader.problems)
    }
    return jobs[0]
  }

  /// The job of a file, or the jobs of a family's: see ``JobFamily``.
  ///
  /// - Throws: everything that is wrong with the file, not only the first.
  public static func parseAll(_ text: String, fileName: String, pack: String, folder: URL? = nil)
    throws(JobFileError) -> [Job]
  {
    var reader = NodeReader(file: fileName)
    guard text.utf8.count <= byteLimit else {
      reader.report(
        line: 1, column: 1, nil, "found \(text.utf8.count) bytes, allowed: at most \(byteLimit)")
      throw JobFileError(problems: reader.problems)
    }
    let (yaml, queryIsPlain) = PlainQuery.quoted(text)
    guard let root = compose(yaml, &reader) else { throw JobFileError(problems: reader.problems) }
    var checker = JobChecker(
      reader: reader, pack: pack, queryIsPlain: queryIsPlain, files: SideFiles(folder: folder))
    let jobs = JobFamily.isFamily(root) ? JobFamily.jobs(of: root, &checker) : [checker.job(from: root)]
    guard checker.reader.problems.isEmpty else { throw JobFileError(problems: checker.reader.problems) }
    return jobs
  }

  static func compose(_ yaml: String, _ reader: inout NodeReader) -> Node? {
    do {
      // The checker reads scalars as text: no tag is asked for, so none is guessed.
      if let node = try Yams.compose(yaml: yaml, .basic) { return node }
      reader.report(line: 1, column: 1, nil, "found an empty file, allowed: a job")
    } catch let error as YamlError {
      let (place, problem) = explain(error, yaml)
      reader.report(line: place?.line ?? 1, column: place?.column ?? 1, nil, "not YAML: \(problem)")
    } catch {
      reader.report(line: 1, column: 1, nil, "not YAML: \(error)")
    }
    return nil
  }

  private typealias Place = (line: Int, column: Int)

  private static func explain(_ error: YamlError, _ yaml: String) -> (Place?, String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      ((mark.line, mark.column), problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      twice(duplicates.sorted(), first: context.mark, yaml)
    case .reader(let problem, _, _, _): (nil, problem)
    default: (nil, error.description)
    }
  }

  private static func twice(_ keys: [String], first: Mark, _ yaml: String) -> (Place?, String) {
    let words = "the key \(keys.joined(separator: ", ")) stands there twice"
    guard
      let second = SecondKey.place(of: keys.first ?? "", in: yaml, line: first.line, column: first.column)
    else { return ((first.line, first.column), words) }
    return (second, "\(words), at first in line \(first.line)")
  }
}
