import CSimdjson

/// The records of a JSON array, or of objects that span or share lines, in memory.
public enum RecordSplitter {
  /// - Returns: the first records that are whole, at most 64.
  ///   None for a syntax of lines.
  public static func records(
    in bytes: UnsafeBufferPointer<UInt8>, syntax: Syntax
  ) -> [ChunkBytes.RecordRange] {
    guard syntax.hasRanges, let base = bytes.baseAddress else { return [] }
    var splitter = hj_splitter()
    if syntax == .jsonObjects { splitter.in_array = 1 }
    var records = [hj_record](repeating: hj_record(), count: 64)
    var open = 0
    var consumed = 0
    let count = hj_split(&splitter, base, 0, bytes.count, &records, 64, &open, &consumed)
    return records.prefix(count).map { .init(offset: Int($0.offset), length: Int($0.length)) }
  }
}
