import ArgumentParser
import Foundation
import HarrierEngine
import HarrierEnrichment
import HarrierEvents
import HarrierInputs
import HarrierJobs
import HarrierReports

/// How much of the data a look takes.
struct SurveyChoice: ParsableArguments {
  @Option(help: "Megabytes of log text to look at, from the beginning in order of time.") var most = 256
  @OptionGroup var data: DataChoice

  func validate() throws {
    guard (1...1_000_000).contains(most) else { throw ValidationError("--most is 1 to 1000000 megabytes") }
  }

  func survey(_ paths: [String], _ jobs: [Job]) throws -> Survey {
    let files: [String]
    do { files = try InputFiles.expand(paths) } catch { throw Failure.input("\(error)") }
    do {
      let hunt = HuntOptions(jobs: jobs, enrichers: try data.enrichers(), formats: try data.formats())
      let survey = try Surveyor.survey(
        files, SurveyOptions(jobs: jobs, mostBytes: Int64(most) << 20, hunt: hunt))
      guard survey.events > 0 else {
        throw Failure.input(
          "nothing could be read: \(survey.problems.first ?? "no event in \(survey.files) files")")
      }
      return survey
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure.configuration("\(error)")
    }
  }

  /// `looked at 256 MB, 1,200,331 events: 2026-01-05T00:00 to 2026-01-07T12:20, the beginning of 12 files`
  static func sentence(_ survey: Survey) -> String {
    let time = survey.covered.map {
      "\(TimeText.minute(EventTime(nanoseconds: $0.lowerBound))) to \(TimeText.minute(EventTime(nanoseconds: $0.upperBound - 1)))"
    }
    let files = NumberText.count(survey.files, "file")
    return
      "looked at \(NumberText.count(survey.events, "event")) (\(NumberText.bytes(Int(survey.bytes)))) from \(time ?? "no time"): "
      + (survey.isWhole
        ? "all of \(files)"
        : "the beginning of \(files), \(NumberText.bytes(Int(survey.bytesOnDisk))) on disk")
  }
}
