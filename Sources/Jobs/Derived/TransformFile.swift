import Foundation
import Yams

/// A transform file: YAML, checked like a job file.
public enum TransformFile {
  /// The transform of a file.
  ///
  /// - Parameter isOurs: whether it lies in the catalogue, where its id is the file's name.
  /// - Throws: everything that is wrong with the file, each with line and column.
  public static func parse(_ text: String, fileName: String, isOurs: Bool = false) throws(JobFileError)
    -> Transform
  {
    var reader = NodeReader(file: fileName)
    guard text.utf8.count <= JobFile.byteLimit else {
      reader.report(
        line: 1, column: 1, nil, "found \(text.utf8.count) bytes, allowed: at most \(JobFile.byteLimit)")
      throw JobFileError(problems: reader.problems)
    }
    let (yaml, queryIsPlain) = PlainQuery.quoted(text)
    guard let root = JobFile.compose(yaml, &reader) else { throw JobFileError(problems: reader.problems) }
    // A transform's query and id are checked by the rules of a job's.
    let jobs = JobChecker(
      reader: reader, pack: isOurs ? "transforms" : "user", queryIsPlain: queryIsPlain,
      files: SideFiles(folder: nil))
    var checker = TransformChecker(jobs: jobs)
    let transform = checker.transform(from: root)
    guard checker.jobs.reader.problems.isEmpty else {
      throw JobFileError(problems: checker.jobs.reader.problems)
    }
    return transform
  }

  /// Reads a user's file.
  ///
  /// - Throws: ``JobSelectionError`` for one that cannot be read or is no transform.
  public static func read(_ path: String) throws(JobSelectionError) -> Transform {
    let text: String
    do { text = try String(contentsOf: URL(filePath: path), encoding: .utf8) } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw .unreadable(
        path: path, reason: exists ? "it is no UTF-8 text or may not be read" : "no such file")
    }
    do { return try parse(text, fileName: path) } catch { throw .invalid(error) }
  }
}
