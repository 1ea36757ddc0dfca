import HarrierStatistics

/// What saved state keeps of one detector.
struct SavedDetector: StateCodable, Sendable {
  /// See ``DetectorRun/signature``; its first lines are the job's id and the detector's number.
  var signature: String
  /// What it knows, for those who ask without its job.
  var keys: Int
  var categories: Int
  /// Vocabulary, models, calibration, open buckets.
  var bytes: [UInt8]

  init(signature: String, keys: Int, categories: Int, bytes: [UInt8]) {
    self.signature = signature
    self.keys = keys
    self.categories = categories
    self.bytes = bytes
  }

  var job: String { String(signature.prefix { $0 != "\n" }) }

  /// `job` or `job[1]`.
  var name: String {
    let parts = signature.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count > 1 && parts[1] != "0" ? "\(parts[0])[\(parts[1])]" : job
  }

  /// The texts that it has met: values of by, over and partition.
  ///
  /// - Complexity: O(texts).
  func words() throws(StateReader.Failure) -> Set<String> {
    var reader = StateReader(bytes)
    return try DetectorRun.readWords(from: &reader)
  }

  func encode(to writer: inout StateWriter) {
    writer.write(signature)
    writer.write(keys)
    writer.write(categories)
    bytes.withUnsafeBufferPointer { writer.write($0) }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    signature = try reader.readString()
    keys = try reader.readInt()
    categories = try reader.readInt()
    bytes = try reader.readBytes()
  }
}
