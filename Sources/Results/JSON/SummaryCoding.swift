import Foundation

/// `summary.json`: a run's summary with sorted keys, indented for people.
public enum SummaryCoding {
  public static func text(_ summary: RunSummary) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(summary), as: UTF8.self) + "\n"
  }

  /// The same in one line without its end, with the folder that it lies in.
  public static func line(_ summary: RunSummary, folder: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Placed(folder: folder, summary: summary)), as: UTF8.self)
  }

  private struct Placed: Encodable {
    var folder: String
    var summary: RunSummary

    private enum Key: String, CodingKey { case folder }

    func encode(to encoder: any Encoder) throws {
      try summary.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(folder, forKey: .folder)
    }
  }

  public static func summary(from text: String) throws(LineProblem) -> RunSummary {
    do {
      return try JSONDecoder().decode(RunSummary.self, from: Data(text.utf8))
    } catch {
      throw LineProblem(explanation: "this is not a run's summary: \(error)")
    }
  }
}
