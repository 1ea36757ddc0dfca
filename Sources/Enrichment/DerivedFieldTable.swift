/// The table of derived fields as the documentation has it.
public enum DerivedFieldTable {
  /// A row an output, in order of the alphabet; several ways to one field are one row.
  public static func markdown() -> String {
    var rows: [String: (from: [String], meaning: String)] = [:]
    func add(_ outputs: [String], _ from: String, _ meaning: String) {
      for output in outputs {
        if rows[output]?.from.contains(from) != true {
          rows[output, default: ([], meaning)].from.append(from)
        }
      }
    }
    let registry = EnricherRegistry()
    for enricher in registry.all {
      for input in enricher.inputs { add(enricher.outputs, "`\(input)`", enricher.meaning) }
    }
    for enricher in registry.joint {
      let from = enricher.inputs.map { "`\($0)`" } + (enricher.asksTime ? ["the event's time"] : [])
      add(enricher.outputs, from.joined(separator: " and "), enricher.meaning)
    }
    for side in ["source", "destination"] {
      add(GeoFields.outputs(side: side), "`\(side).ip`", GeoFields.about)
    }
    for (kind, prefix, from) in [
      (UserTable.Kind.host, "harrier.host", ["host.name"]),
      (.person, "harrier.user", ["user.name", "user.email"]),
    ] {
      for input in from {
        add(kind.columns.map { "\(prefix).\($0)" }, "`\(input)`", TableFields.about)
      }
    }
    var lines = ["| field | from | meaning |", "|---|---|---|"]
    for (field, row) in rows.sorted(by: { $0.key < $1.key }) {
      lines.append("| `\(field)` | \(row.from.joined(separator: ", or ")) | \(row.meaning) |")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
