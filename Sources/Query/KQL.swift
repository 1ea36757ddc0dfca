/// The Kibana Query Language.
///
/// ```swift
/// try KQL.parse("event.category: process and not process.name: (svchost.exe or *\\:*)")
/// try KQL.parse("destination.port >= 49152 or source.ip: 10.0.0.0/8")
/// ```
///
/// | form | meaning |
/// |---|---|
/// | `a: value` | a value of `a` is that text, number, address or moment |
/// | `a: "two words"` | the same; a star in quotes is a star |
/// | `a: two words` | the same: unquoted words up to `and`, `or`, `)` are one value, as Kibana treats a keyword field |
/// | `a: pre*post` | wildcard; `\*` is a star |
/// | `a: *` | the field is there |
/// | `a: (x or y and not z)` | the same tests of one field |
/// | `a > 5`, `>=`, `<`, `<=` | by number, address or moment where both sides are one, else by text |
/// | `a: 10.0.0.0/8` | address in a network |
/// | `a: { b: x and c: y }` | the same as `a.b: x and a.c: y` |
/// | `not`, `and`, `or`, `( )` | in any case; `not` binds closest, then `and` |
/// | `*: *`, empty text | everything |
///
/// Escapes: `\"` and `\\` everywhere, `\t \r \n \u00e9`, and outside quotes `\` before any of `():<>"*{}` or a
/// keyword. In quotes another `\` stands for itself, so `"C:\Windows"` needs no doubling, but `"C:\temp"` does.
/// Kibana's rules, with one addition: an address or a date may have its colons unquoted.
///
/// Not taken, with an error that says so: a value without a field, and wildcards in field names.
public enum KQL {
  /// Nesting of parentheses, braces and `not` beyond this is refused.
  public static let depthLimit = 200
  /// Longer queries are refused.
  public static let byteLimit = 65_536

  /// The query as a simplified expression.
  ///
  /// - Throws: the first thing that is not KQL, and where.
  /// - Complexity: O(text).
  public static func parse(_ text: String) throws(KQLError) -> QueryExpression {
    guard text.utf8.count <= byteLimit else {
      throw KQLError(
        query: text, byteOffset: byteLimit, found: "\(text.utf8.count) bytes of query",
        expected: "at most \(byteLimit)")
    }
    var parser = KQLParser(text)
    return try parser.query().simplified
  }
}
