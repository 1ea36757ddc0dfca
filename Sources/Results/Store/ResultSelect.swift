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

  private var arguments: StatementArguments { StatementArguments(conditions.map(\.value)) }

  private var conditions: [(sql: String, value: any DatabaseValueConvertible)] {
    var conditions: [(String, any DatabaseValueConvertible)] = []
    if let job = query.jobID { conditions.append(("job_id = ?", job)) }
    if let time = query.from { conditions.append(("timestamp >= ?", time.milliseconds)) }
    if let time = query.until { conditions.append(("timestamp < ?", time.milliseconds)) }
    if let least = query.minimumScore { conditions.append(("\(score) >= ?", least)) }
    return conditions
  }
}
