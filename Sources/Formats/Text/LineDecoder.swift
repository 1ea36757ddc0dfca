import HarrierEvents

/// A syntax inside a value, such as `key=value` pairs: it hands every part to its name.
///
/// - Errors: false where the value is not of this syntax; what was handed out until then is taken back by the caller.
protocol LineDecoder: Sendable {
  func decode(_ value: FieldValue, _ row: UnsafeMutablePointer<FieldValue>, _ scratch: TextScratch) -> Bool
}

/// A `decode` of a mapping that makes no sense.
struct LineDecoderError: Error {
  var message: String
  init(_ message: String) { self.message = message }
}

/// Every decoder, by the name that mappings use.
enum LineDecoders {
  struct Kind: Sendable {
    var name: String
    /// Options beside `as`, `of` and `prefix`.
    var options: [String]
    var make: @Sendable (LineRule.Decoder, SourceNames) throws(LineDecoderError) -> any LineDecoder
  }

  static let all: [Kind] = [
    SyslogHeader.kind, KeyValuePairs.kind, CEFDecoder.kind, LEEFDecoder.kind, Columns.kind, EmbeddedJSON.kind,
    ByteNumbers.kind,
  ]

  /// - Parameter names: all wanted source names, the decoder's prefix included.
  static func make(
    _ decoder: LineRule.Decoder, _ names: SourceNames
  ) throws(LineDecoderError) -> any LineDecoder {
    guard let kind = all.first(where: { $0.name == decoder.name }) else {
      throw LineDecoderError(
        "“\(decoder.name)” is unknown, there are \(all.map(\.name).joined(separator: ", "))")
    }
    for option in decoder.options.keys.sorted() where !kind.options.contains(option) {
      let known = (["of", "prefix"] + kind.options).joined(separator: ", ")
      throw LineDecoderError("unknown option “\(option)” of \(kind.name), allowed are \(known)")
    }
    return try kind.make(decoder, names)
  }
}
