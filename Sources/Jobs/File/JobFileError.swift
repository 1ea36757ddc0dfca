/// Everything that is wrong with a job file, in the order of its lines.
///
/// ```
/// beacons.yml:3:1: field detecters: unknown key, did you mean “detectors”? allowed: aliases, …
/// beacons.yml:4:9: field bucket: found “7m”, allowed: 15m, 1h, 1d, … (…; nearest: 6m, 8m)
/// ```
public struct JobFileError: Error, Hashable, Sendable, CustomStringConvertible {
  public let problems: [JobProblem]

  init(problems: [JobProblem]) {
    self.problems = problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
  }

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a job file.
public struct JobProblem: Hashable, Sendable, CustomStringConvertible {
  public let file: String
  /// Counted from 1, as is the column.
  public let line: Int
  public let column: Int
  /// `detectors[0].by`; nil for the file as a whole.
  public let field: String?
  /// What was found and what is allowed.
  public let message: String

  public var description: String {
    "\(file):\(line):\(column): \(field.map { "field \($0): " } ?? "")\(message)"
  }
}
