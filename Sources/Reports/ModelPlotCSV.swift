import HarrierEvents
import HarrierScoring

/// A model plot for a spreadsheet, in the form of ``CSVReport``; `actual` is empty in a forecast.
public enum ModelPlotCSV {
  private static let columns = [
    "time", "job_id", "by", "over", "partition", "actual", "lower", "median", "upper",
  ]

  public static func render(_ points: [ModelPlotPoint]) -> String {
    CSVReport.line(columns) + points.map { CSVReport.line(cells(of: $0)) }.joined()
  }

  private static func cells(of point: ModelPlotPoint) -> [String] {
    let keys = [point.by, point.over, point.partition].map { CSVReport.guarded($0?.value ?? "") }
    let numbers = [point.actual ?? .nan, point.lower, point.median, point.upper].map(CSVReport.number)
    return [point.timestamp.iso8601, CSVReport.guarded(point.jobID)] + keys + numbers
  }
}
