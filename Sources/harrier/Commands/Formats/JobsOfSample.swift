import HarrierEnrichment
import HarrierFormats
import HarrierJobs
import HarrierQuery

/// What the catalogue finds in the first records of a file.
struct JobsOfSample {
  struct Near {
    var id: String
    /// Needed fields that no record has.
    var missing: [String]
  }

  /// Jobs that find all fields they need, and those of them that take one of the records, as far as these say.
  private(set) var fed = 0
  private(set) var matching = 0
  /// Jobs that one or two fields are lacking for, and that would take one of the records; those that lack least first.
  private(set) var near: [Near] = []

  init(_ found: FormatExplanation, jobs: [Job], enrichers: EnricherRegistry) throws {
    let present = Self.present(found, enrichers)
    let records = found.rows.map { row in
      Dictionary(row.values.map { ($0.field, $0.value.components(separatedBy: ", ")) }) { first, _ in first }
    }
    for job in jobs {
      let missing = job.needs.filter { !present.contains($0) }.sorted()
      guard missing.count <= 2, missing.isEmpty || missing.count < job.needs.count else { continue }
      if missing.isEmpty { fed += 1 }
      let open = present.subtracting(found.present).union(missing)
      guard try Self.takes(KQL.parse(job.query).simplified, records, open: open) else { continue }
      if missing.isEmpty { matching += 1 } else { near.append(Near(id: job.id, missing: missing)) }
    }
    near.sort { ($0.missing.count, $0.id) < ($1.missing.count, $1.id) }
  }

  /// Fields that records have, or that are made of such.
  private static func present(_ found: FormatExplanation, _ enrichers: EnricherRegistry) -> Set<String> {
    var present = found.present
    for enricher in enrichers.all where enricher.inputs.contains(where: present.contains) {
      present.formUnion(enricher.outputs)
    }
    for enricher in enrichers.joint where enricher.inputs.allSatisfy(present.contains) {
      present.formUnion(enricher.outputs)
    }
    return present
  }

  /// Whether a query takes one of the records, but for what it asks of some fields.
  private static func takes(
    _ query: QueryExpression, _ records: [[String: [String]]], open: Set<String>
  ) -> Bool {
    let parts = if case .all(let parts) = query { parts } else { [query] }
    let asked = parts.filter { $0.fields.isDisjoint(with: open) }
    if asked.isEmpty { return false }
    return records.contains { record in
      asked.allSatisfy { part in part.evaluate { record[$0] ?? [] } }
    }
  }
}
