import HarrierEvents
import HarrierStatistics

extension Annotation: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(jobID)
    writer.write(detector)
    timestamp.encode(to: &writer)
    writer.write(Int(bucketSpan))
    writer.write(buckets)
    writer.write(content)
    writer.write(description)
    for part in [partition, over, by] { writer.write(part) }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(
      jobID: try reader.readString(), detector: try reader.readIfAny(Detector.self),
      timestamp: try EventTime(from: &reader), bucketSpan: Int64(try reader.readInt()),
      buckets: try reader.readInt(), content: try Content(from: &reader),
      description: try reader.readString())
    partition = try reader.readIfAny(KeyPart.self)
    over = try reader.readIfAny(KeyPart.self)
    by = try reader.readIfAny(KeyPart.self)
  }
}

extension Annotation.Detector: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(index)
    writer.write(label)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(index: try reader.readInt(), label: try reader.readString())
  }
}

extension Annotation.Content: StateCodable {
  public func encode(to writer: inout StateWriter) {
    switch self {
    case .change(let kind, let before, let after):
      writer.write(true)
      writer.write(kind)
      writer.write(before)
      writer.write(after)
    case .delay(let events, let missedSeconds):
      writer.write(false)
      writer.write(events)
      writer.write(Int(missedSeconds))
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    if try reader.readBool() {
      self = .change(
        kind: try reader.readString(), before: try reader.readDouble(), after: try reader.readDouble())
    } else {
      self = .delay(events: try reader.readInt(), missedSeconds: Int64(try reader.readInt()))
    }
  }
}
