import Foundation

/// `summary.json`: a run's summary with sorted keys, indented for people.
public enum SummaryCoding {
  public static func text(_ summary: RunSummary) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(summary), as: UTF8.self) + "\n"
  }

  public static func summary(from text: String) throws(LineProblem) -> RunSummary {
    do {
      return try JSONDecoder().decode(RunSummary.self, from: Data(text.utf8))
    } catch {
      throw LineProblem(explanation: "this is not a run's summary: \(error)")
    }
  }
}
