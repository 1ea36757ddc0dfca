import Foundation
import HarrierEvents
import HarrierScoring

/// Reads a line of `records.ndjson` back, to show stored results or compute a score again.
///
/// Times come back to the millisecond, as they were written. A number that was `null` was not finite: a
/// period comes back as infinity, any other number as not-a-number.
public enum RecordDecoder {
  /// - Throws: `LineProblem`, when the line is not JSON or not a record.
  public static func record(from line: String) throws(LineProblem) -> Record {
    do {
      return try JSONDecoder().decode(RecordDocument.self, from: Data(line.utf8)).record
    } catch let error as DecodingError {
      throw LineProblem(error)
    } catch {
      throw LineProblem(explanation: "this is not a result: \(error)")
    }
  }
}

/// Why a line could not be read back as a result.
public struct LineProblem: Error, Hashable, CustomStringConvertible {
  public let explanation: String
  public var description: String { explanation }

  init(explanation: String) { self.explanation = explanation }

  init(_ error: DecodingError) {
    switch error {
    case .keyNotFound(let key, _):
      explanation = "this is not a result: the key “\(key.stringValue)” is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      let path = context.codingPath.map(\.stringValue).joined(separator: " › ")
      explanation = "this is not a result: “\(path)” holds a value of another kind"
    case .dataCorrupted(let context):
      explanation = "this is not a result: \(context.debugDescription)"
    @unknown default:
      explanation = "this is not a result"
    }
  }
}
