import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A Parquet file as NDJSON, a line a row, by DuckDB's command line: columns that nest become objects and lists.
///
/// The file is the standard input of a `duckdb` that is found in `PATH` (or `~/.local/bin`) and told one sentence of SQL that is
/// always the same: no shell, no path, no init file, nothing fetched. It is one process a pass over a file; what it has to say of
/// a damaged file is the reason that is told.
///
/// - Not for: members of archives and pipes, as a Parquet file is read from its end.
/// - Offsets of records are those of the NDJSON. Rows come in the order of the file.
/// - Cost: DuckDB's, some 60 MB of text a second and thread; at most 1 GB of memory of its own.
final class ParquetStream: ByteStream {
  private static let statement = """
    set autoinstall_known_extensions = false; set timezone = 'UTC'; set memory_limit = '1GB'; set preserve_insertion_order = true; \
    copy (from read_parquet('/dev/stdin')) to '/dev/stdout' (format json)
    """
  private static let program = "duckdb"
  /// Of what DuckDB says, in bytes.
  private static let mostWords = 4096

  private let path: String
  private let child: ChildProcess

  /// Whether a head is that of a Parquet file, encrypted ones included.
  static func fits(_ head: [UInt8]) -> Bool {
    head.starts(with: Array("PAR1".utf8)) || head.starts(with: Array("PARE".utf8))
  }

  /// - Throws: ``InputError`` where no DuckDB is found, or it cannot be run.
  init(file path: String) throws(InputError) {
    self.path = path
    guard let program = Self.find() else {
      throw InputError(
        path: path,
        reason:
          "a Parquet file: DuckDB's command line reads it, and no duckdb is in PATH (make parquet, or pip install duckdb-cli)"
      )
    }
    do throws(ChildProcess.Problem) {
      child = try ChildProcess(program, ["-no-init", "-batch", "-bail", "-c", Self.statement], input: path)
    } catch {
      throw InputError(path: path, reason: "\(program) does not run: \(error.reason)")
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let got: Int
    do throws(ChildProcess.Problem) { got = try child.read(into: buffer) } catch {
      throw InputError(path: path, reason: error.reason)
    }
    // Rows that came before stand.
    if got == 0, !buffer.isEmpty, let problem = problem() { throw InputError(path: path, reason: problem) }
    return got
  }

  /// What DuckDB said, where it did not succeed.
  private func problem() -> String? {
    let status = child.exitStatus()
    if status == 0 { return nil }
    let first = child.said(Self.mostWords).split(whereSeparator: \.isNewline).first
    return "damaged Parquet data: \(first ?? "DuckDB ended with \(status)")"
  }

  /// The first of that name in `PATH` that may be run, or the one that pip installs for a user alone.
  private static func find() -> String? {
    let variables = ProcessInfo.processInfo.environment
    let folders = (variables["PATH"] ?? "").split(separator: ":").map(String.init)
    // A relative folder would be one of the logs'.
    return (folders + ["\(variables["HOME"] ?? "")/.local/bin"]).filter { $0.hasPrefix("/") }
      .map { "\($0)/\(program)" }.first { access($0, X_OK) == 0 }
  }
}
