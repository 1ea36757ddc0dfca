/// Tables between commas that are written without the names of their columns, and how their records are told.
struct HeadlessTable: Sendable {
  /// The most that a record has; older makers write the first of them only.
  let columns: [String]
  /// How many a record has, by the maker's version.
  let counts: Set<Int>
  /// Whether the first values of a line are those of such a record.
  let fits: @Sendable ([Substring]) -> Bool

  static let all: [HeadlessTable] = [postgresql]

  /// The header that the first lines should have had; nil where they are of no such table.
  ///
  /// A record may go over several lines, so that the first that is whole tells how many columns there are.
  static func header(_ lines: [String]) -> DelimitedHeader? {
    for table in all {
      let fitting = lines.map(values).filter { table.fits($0) }
      guard let first = fitting.first else { continue }
      let count =
        fitting.map(\.count).first(where: table.counts.contains) ?? table.counts.max() ?? first.count
      return DelimitedHeader(delimiter: 0x2C, quoted: true, columns: Array(table.columns.prefix(count)))
    }
    return nil
  }

  /// The values of a line; a comma in quotes parts none.
  private static func values(_ line: String) -> [Substring] {
    var isQuoted = false
    return line.split(omittingEmptySubsequences: false) { character in
      if character == "\"" { isQuoted.toggle() }
      return character == "," && !isQuoted
    }
  }

  /// https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
  private static let postgresql = HeadlessTable(
    columns: [
      "log_time", "user_name", "database_name", "process_id", "connection_from", "session_id",
      "session_line_num", "command_tag", "session_start_time", "virtual_transaction_id", "transaction_id",
      "error_severity", "sql_state_code", "message", "detail", "hint", "internal_query", "internal_query_pos",
      "context", "query", "query_pos", "location", "application_name", "backend_type", "leader_pid",
      "query_id",
    ],
    counts: [23, 24, 26],
    fits: { values in
      values.count >= 14 && values[0].count >= 19 && values[0].first?.isNumber == true
        && severities.contains(String(values[11])) && values[12].count == 5
    })

  private static let severities: Set<String> = [
    "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5", "LOG", "INFO", "NOTICE", "WARNING", "ERROR",
    "FATAL",
    "PANIC",
  ]
}
