import HarrierScoring
import HarrierStatistics

extension DetectorRun {
  /// What it would find if its open buckets ended now. It learns nothing from them: a copy does.
  ///
  /// - Parameter register: of the hunt, with what the open buckets name and wake.
  /// - Returns: records, and events by bucket.
  /// - Complexity: that of saving and loading its state.
  func interim(
    files: SourceFiles, register: HuntRegister
  ) throws(StateReader.Failure) -> (records: [Record], events: [Int64: Int]) {
    var writer = StateWriter()
    encode(to: &writer, files: files)
    var reader = StateReader(writer.bytes)
    let copy = try DetectorRun(
      number, job, detector: detector, index: index, from: &reader, files: files, register: register)
    copy.close(before: .max, files: files)
    let records = copy.records.filter(\.isTrueOfMore).map { record in
      var record = record
      record.isInterim = true
      record.description = "so far: \(record.description)"
      return record
    }
    return (records, copy.events)
  }
}

extension Record {
  /// Whether more events cannot make it ordinary: a bucket that is not over has always too little of everything.
  var isTrueOfMore: Bool { explanation.anomalyType != .dip }
}
