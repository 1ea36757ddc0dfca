import HarrierResults
import HarrierScoring

/// Findings as lines of JSON, in the order given: the same lines as `records.ndjson`.
public enum NDJSONReport {
  public static func render(records: [Record]) -> String {
    records.map { RecordEncoder.line($0) + "\n" }.joined()
  }

  /// The same in pieces, each made when it is asked for: all at once can be as large as the models were.
  public static func pieces(records: [Record]) -> some Sequence<String> {
    stride(from: 0, to: records.count, by: 500).lazy.map {
      render(records: Array(records[$0..<min(records.count, $0 + 500)]))
    }
  }
}
