import ArgumentParser
import Foundation
import HarrierEngine
import HarrierInputs
import HarrierReports
import HarrierResults
import HarrierScoring

extension JobsCommand {
  /// `harrier jobs plot`: what a job's models expected, and what came.
  struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Plots what a job's models expected of each key against what came; looks ahead.",
      discussion: """
        For functions with a number: counts, distinct counts, sums and other metrics, with or without over. Rare values,
        hours, places and rhythms have no number to plot. Buckets are judged live, each by what came before it. A
        forecast (not for over) goes on from the last bucket by level and by hour of the week; its bounds are those of
        one bucket, and widen as far as level and trend are not known.

        EXAMPLES
          harrier jobs plot high_count_network_denies logs/ --format html > denies.html
          harrier jobs plot high_count_by_destination_country logs/ --by France
          harrier jobs plot mine.yml logs/ --forecast 1w --format csv
          harrier jobs plot high_count_network_events today/ --state learnt/
        """)
    enum PlotFormat: String, ExpressibleByArgument, CaseIterable { case ndjson, csv, html }

    @Argument(help: "Id, alias or file of a job.") var job: String
    @Argument(help: "Files, folders or globs.", completion: .file()) var paths: [String]
    @Option(help: "Only this value of the by field.") var by: String?
    @Option(help: "Only this value of the over field.") var over: String?
    @Option(help: "Only this value of the partition field.") var partition: String?
    @Option(help: "How far to look ahead, such as 6h, 1d or 8w; 8w at most.") var forecast = "1d"
    @Option(help: "Keys to plot at most.") var most = 50
    @Option(help: "Folder of saved models to go on from; it is not changed.", completion: .directory)
    var state: String?
    @Option(help: "ndjson (model_plot and model_forecast), csv or html.") var format = PlotFormat.ndjson
    @OptionGroup var data: DataChoice
    @Option(help: "Threads; all processors unless told.")
    var threads = ProcessInfo.processInfo.activeProcessorCount

    func validate() throws {
      if paths.isEmpty { throw ValidationError("name at least one file, folder or glob") }
      guard (1...100_000).contains(most) else { throw ValidationError("--most is 1 to 100000") }
      guard (1...1024).contains(threads) else { throw ValidationError("--threads is 1 to 1024") }
      _ = try horizon()
    }

    func run() throws {
      let outcome = try hunt()
      let points = outcome.modelPlot
      for note in outcome.notes { Message.print(note) }
      if points.isEmpty {
        let asked = (by ?? over ?? partition).map { " for “\($0)”" } ?? ""
        throw Failure.input(
          "nothing to plot: \(outcome.events) events read, and \(job) met no key\(asked) that has a number")
      }
      switch format {
      case .ndjson: for point in points { print(ModelPlotEncoder.line(point)) }
      case .csv: print(ModelPlotCSV.render(points), terminator: "")
      case .html: print(ModelPlotPage.render(points, title: job), terminator: "")
      }
    }

    private func hunt() throws -> HuntOutcome {
      let files: [String]
      do { files = try InputFiles.expand(paths) } catch { throw Failure.input("\(error)") }
      do {
        var options = HuntOptions(
          jobs: try JobChoice.select([job]), threads: threads, enrichers: try data.enrichers(),
          formats: try data.formats(),
          state: try state.flatMap { try SavedState.load(from: $0) })
        options.plot = ModelPlotRequest(
          by: by, over: over, partition: partition, forecastSeconds: try horizon(), mostKeys: most)
        (options.jobs, _) = try AutoBuckets.settle(files, options)
        return try Hunt(options).run(files)
      } catch { throw Failure.configuration("\(error)") }
    }

    /// Seconds to look ahead.
    private func horizon() throws -> Int64 {
      let units: [Character: Int64] = ["m": 60, "h": 3600, "d": 86_400, "w": 604_800]
      if forecast == "0" { return 0 }
      guard let unit = forecast.last.flatMap({ units[$0] }), let count = Int64(forecast.dropLast()),
        count >= 0, count <= 8 * 604_800 / unit
      else {
        throw ValidationError(
          "--forecast is “\(forecast)”, expected 0, or a time such as 6h, 1d or 8w (at most)")
      }
      return count * unit
    }
  }
}
