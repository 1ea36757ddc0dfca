import Foundation
import Yams

/// What files of Elastic's JSON hold: jobs, datafeeds and filter lists, each with its place.
///
/// A file is a job (`analysis_config`), a datafeed (`query`, `indices`), `{"jobs": […]}`, `{"datafeeds": […]}`,
/// `{"filters": […]}`, a list of these, or a list of `{"job": …, "datafeed": …}`.
struct ElasticFiles {
  /// An object of a file.
  struct Part {
    var node: Node
    /// Within the file: `jobs[2]`; empty for the whole file.
    var path: String
    var file: String
  }

  /// A job with the datafeed that stands beside it, if one does.
  struct JobPart {
    var job: Part
    var datafeed: Part?
  }

  /// Longer files are refused.
  static let byteLimit = 8 << 20
  private static let depthLimit = 4

  private(set) var jobs: [JobPart] = []
  private(set) var datafeeds: [Part] = []
  private(set) var filters: [Part] = []
  private(set) var problems: [JobProblem] = []

  /// Whether a text looks like Elastic's JSON for jobs.
  static func recognises(_ text: String) -> Bool {
    let first = text.first { !$0.isWhitespace }
    return (first == "{" || first == "[") && text.contains("\"analysis_config\"")
  }

  mutating func read(_ text: String, name: String) {
    var reader = NodeReader(file: name)
    if let root = Self.compose(text, &reader) { sort(root, "", name, &reader, depth: 0) }
    problems += reader.problems
  }

  /// The value; JSON is read as the part of YAML that it is, because that keeps lines and columns.
  private static func compose(_ text: String, _ reader: inout NodeReader) -> Node? {
    guard text.utf8.count <= byteLimit else {
      reader.report(
        line: 1, column: 1, nil, "found \(text.utf8.count) bytes, allowed: at most \(byteLimit)")
      return nil
    }
    do {
      // What is true JSON has no anchors and aliases, whose unfolding knows no bound.
      _ = try JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)
    } catch {
      let detail = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
      reader.report(line: 1, column: 1, nil, "not JSON: \(detail ?? "\(error.localizedDescription)")")
      return nil
    }
    do {
      return try Yams.compose(yaml: SurrogatePairs.joined(text), .basic)
    } catch {
      reader.report(line: 1, column: 1, nil, "cannot be read: \(error)")
      return nil
    }
  }

  private mutating func sort(
    _ node: Node, _ path: String, _ file: String, _ reader: inout NodeReader, depth: Int
  ) {
    guard depth < Self.depthLimit else {
      return reader.report(node, path, "found lists in lists, allowed: jobs, datafeeds and filters")
    }
    if case .sequence(let list) = node {
      for (index, element) in list.enumerated() {
        sort(element, "\(path)[\(index)]", file, &reader, depth: depth + 1)
      }
      return
    }
    let keys = Set(node.mapping?.keys.compactMap { $0.scalar?.string } ?? [])
    if keys.contains("analysis_config") {
      jobs.append(JobPart(job: Part(node: node, path: path, file: file)))
    } else if let job = node.mapping?["job"], job.mapping != nil {
      let datafeed = node.mapping?["datafeed"].map {
        Part(node: $0, path: ElasticPath.join(path, "datafeed"), file: file)
      }
      jobs.append(
        JobPart(
          job: Part(node: job, path: ElasticPath.join(path, "job"), file: file), datafeed: datafeed))
    } else if keys.contains("filter_id") {
      filters.append(Part(node: node, path: path, file: file))
    } else if !keys.isDisjoint(with: ["datafeed_id", "query", "indices", "indexes"]) {
      datafeeds.append(Part(node: node, path: path, file: file))
    } else if !keys.isDisjoint(with: ["jobs", "datafeeds", "filters"]) {
      for key in ["jobs", "datafeeds", "filters"] {
        guard let list = node.mapping?[key] else { continue }
        sort(list, ElasticPath.join(path, key), file, &reader, depth: depth + 1)
      }
    } else {
      reader.report(
        node, path.isEmpty ? nil : path,
        "found \(NodeReader.kind(of: node)), allowed: a job (with analysis_config), a datafeed (with query or indices), {jobs}, {datafeeds}, {filters}, or a list of these"
      )
    }
  }

  // MARK: Who belongs to whom

  /// The datafeed of a job: its own, the one beside it, the one that names it, the one of that file name, or the
  /// only one.
  mutating func takeDatafeed(of job: JobPart, id: String) -> Part? {
    if let own = job.job.node.mapping?["datafeed_config"], own.mapping != nil {
      return Part(node: own, path: ElasticPath.join(job.job.path, "datafeed_config"), file: job.job.file)
    }
    if let beside = job.datafeed { return beside }
    let place =
      datafeeds.firstIndex { $0.node.mapping?["job_id"]?.scalar?.string == id }
      ?? datafeeds.firstIndex { Self.name(of: $0.file) == "datafeed_" + Self.name(of: job.job.file) }
      ?? (jobs.count == 1 && datafeeds.count == 1 ? 0 : nil)
    return place.map { datafeeds.remove(at: $0) }
  }

  /// A file's name without folder and ending.
  static func name(of file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return name.hasSuffix(".json") ? String(name.dropLast(5)) : name
  }
}

/// Places within JSON, as messages write them.
enum ElasticPath {
  static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}

/// JSON writes a character beyond the first plane as two escapes, which YAML does not know.
enum SurrogatePairs {
  static func joined(_ text: String) -> String {
    guard text.contains("\\u") else { return text }
    return text.replacing(/\\\\|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/) { match in
      guard let high = match.output.1.flatMap({ UInt32($0, radix: 16) }),
        let low = match.output.2.flatMap({ UInt32($0, radix: 16) }),
        let scalar = Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
      else { return String(match.output.0) }
      return String(scalar)
    }
  }
}
