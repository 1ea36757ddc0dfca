import HarrierEnrichment
import HarrierEvents
import HarrierFormats
import HarrierJobs

/// Parse, project and filter alone, and the bare walk it is measured against: for the benchmarks.
public enum ParseYardstick {
  /// Fields that a walk over every record by simdjson alone comes by.
  public static func bareWalk(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    JSONReader.bareWalk(bytes)
  }

  /// Rows that a job's predicate lets through are counted; nothing is aggregated.
  ///
  /// - Parameters:
  ///   - bytes: NDJSON with `ChunkBytes.padding` readable bytes after `count`.
  ///   - count: bytes of it that are the log.
  ///   - jobs: whose queries are asked.
  /// - Returns: the events read, and those that the predicate let through.
  public static func project(_ bytes: UnsafeBufferPointer<UInt8>, count: Int, job jobs: [Job]) throws -> (
    events: Int, kept: Int
  ) {
    let plan = try Plan(jobs: jobs, enrichers: EnricherRegistry())
    let recognised = try FormatRegistry.builtIn.recognise(
      head: UnsafeBufferPointer(rebasing: bytes[..<min(count, 1 << 18)]))
    let mapping = MappingPlan(recognised.mapping, fields: plan.fields)
    let reader = FormatRegistry.makeReader(recognised.syntax, plan: mapping)
    let view = RowView(plan: plan, batch: RowBatch(slotCount: mapping.slotCount, capacity: 128))
    let evaluator = PredicateEvaluator(plan.program)
    reader.begin(ChunkBytes(bytes: bytes.baseAddress!, count: count))
    var events = 0
    var kept = 0
    while true {
      reader.read(into: view.batch)
      if view.batch.count == 0 { break }
      view.beginBatch()
      for row in 0..<view.batch.count {
        evaluator.beginRow()
        for job in plan.jobs where evaluator.evaluate(job.predicate, view, row) { kept += 1 }
      }
      events += view.batch.count
    }
    return (events, kept)
  }
}
