import GRDB
import HarrierEvents

/// A ``ResultQuery`` as SQL. Values travel as arguments, never in the text.
struct ResultSelect {
  let query: ResultQuery
  let table: String
  /// The column of the score.
  let score: String
  /// The columns that order equal scores.
  let ties: String
  /// Conditions of which one holds where a row is about the value in the place of `?`.
  let entities: [String]

  func request<Fetched>(_ columns: String, of type: Fetched.Type) -> SQLRequest<Fetched> {
    SQLRequest(sql: "\(select(columns)) LIMIT ?", arguments: arguments + [query.limit ?? -1])
  }

  private func select(_ columns: String) -> String {
    let order =
      switch query.order {
      case .score: "\(score) DESC, \(ties)"
      case .time: "timestamp, \(score) DESC, \(ties)"
      }
    let conditions = self.conditions.map(\.sql)
    let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return "SELECT \(columns) FROM \(table) \(filter) ORDER BY \(order)"
  }

  private var arguments: StatementArguments { StatementArguments(conditions.flatMap(\.values)) }

  /// Of all letters; SQLite's NOCASE knows those of ASCII.
  private static let anyCase = DatabaseCollation.caseInsensitiveCompare.name

  private typealias Condition = (sql: String, values: [any DatabaseValueConvertible])

  private var conditions: [Condition] {
    var conditions: [Condition] = []
    if !query.jobs.isEmpty {
      let places = query.jobs.map { _ in "?" }.joined(separator: ", ")
      conditions.append(("job_id IN (\(places))", query.jobs))
    }
    if let entity = query.entity {
      conditions.append(
        (
          "("
            + entities.map { $0.replacing("?", with: "? COLLATE \(Self.anyCase)") }.joined(separator: " OR ")
            + ")",
          entities.map { _ in entity }
        ))
    }
    if let time = query.from { conditions.append(("timestamp >= ?", [time.milliseconds])) }
    if let time = query.until { conditions.append(("timestamp < ?", [time.milliseconds])) }
    if let least = query.minimumScore { conditions.append(("\(score) >= ?", [least])) }
    return conditions
  }
}
