import HarrierJobs
import HarrierTesting
import Testing

/// Every job of the catalogue through the engine: it tells of the strange thing made for it, and of nothing in the twin.
struct CatalogueRehearsalTests {
  @Test(arguments: JobCatalogue.packs)
  func `a job tells of what is strange, and is silent about its twin`(pack: String) throws {
    let folder = TestFolder()
    for job in JobCatalogue.all where job.pack == pack {
      let words = "\(job.id) \(job.detectors.map(\.label))"
      guard let rehearsal = JobRehearsal(job) else {
        Issue.record("\(job.id): no events could be made for it")
        continue
      }
      let strange = try best(of: rehearsal, withStrange: true, in: folder)
      let twin = try best(of: rehearsal, withStrange: false, in: folder)
      #expect(strange.atPlace >= 10, "\(words) scores \(strange)")
      #expect(
        twin.atPlace < strange.atPlace / 2,
        "\(words) scores \(twin) in its twin")
      #expect(
        twin.anywhere < job.alert.threshold,
        "\(words) alerts in its twin: \(twin)")
    }
  }

  /// The best scores of records: in the strange bucket, and anywhere.
  private func best(of rehearsal: JobRehearsal, withStrange: Bool, in folder: TestFolder) throws -> (
    atPlace: Double, anywhere: Double
  ) {
    let path = try folder.write(lines: rehearsal.lines(withStrange: withStrange), as: "events.ndjson")
    let records = try TestHunt.run([path], jobs: [rehearsal.job]).records
    let place = records.filter { $0.timestamp.nanoseconds == rehearsal.strangeBucket * 1_000_000_000 }
    return (place.map(\.recordScore).max() ?? 0, records.map(\.recordScore).max() ?? 0)
  }
}
