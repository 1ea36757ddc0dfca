/// What a record's numbers measure, as far as words need it.
///
/// ECS calls a field that holds a number of bytes `bytes`: `source.bytes`, `http.response.body.bytes`. A total, a mean or an
/// extreme of such a field is read in kB, MB and GB; a count, a variance or an information content is none of bytes.
public enum Quantity: Sendable {
  case number, bytes

  /// Functions whose value is one of their field's, without the side.
  private static let ofField: Set<Substring> = [
    "sum", "non_null_sum", "mean", "avg", "median", "min", "max", "metric",
  ]

  /// - Parameters:
  ///   - function: as in a job file, with its side.
  ///   - field: of the function; nil for none.
  public init(function: String, field: String?) {
    var name = function[...]
    for side in ["high_", "low_"] where name.hasPrefix(side) { name = name.dropFirst(side.count) }
    self = field?.split(separator: ".").last == "bytes" && Self.ofField.contains(name) ? .bytes : .number
  }

  /// `2134`, or `2.13 kB`.
  public func text(_ value: Double) -> String {
    self == .bytes ? Wording.bytes(value) : Wording.number(value)
  }
}
