import HarrierResults
import HarrierScoring

/// Findings as lines of JSON, in the order given: the same lines as `records.ndjson`.
public enum NDJSONReport {
  public static func render(records: [Record]) -> String {
    records.map { RecordEncoder.line($0) + "\n" }.joined()
  }
}
