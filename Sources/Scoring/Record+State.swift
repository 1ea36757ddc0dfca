import HarrierEvents
import HarrierStatistics

// A record bit by bit, for a checkpoint: `records.ndjson` is for people and rounds some numbers.

extension Record: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(jobID)
    writer.write(detectorIndex)
    writer.write(detectorLabel)
    timestamp.encode(to: &writer)
    writer.write(Int(bucketSpan))
    writer.write(function)
    writer.write(functionDescription)
    writer.write(fieldName)
    writer.write(by)
    writer.write(over)
    writer.write(partition)
    writer.write(actual)
    writer.write(typical)
    writer.write(probability)
    writer.write(surprisal)
    writer.write(initialRecordScore)
    writer.write(recordScore)
    writer.write(multiBucketImpact)
    writer.write(isInterim)
    writer.write(influencers)
    writer.write(causes)
    explanation.encode(to: &writer)
    writer.write(returnPeriodSeconds)
    writer.write(standing)
    writer.write(mode)
    writer.write(description)
    writer.write(firstSeen)
    writer.write(lastSeen)
    writer.write(seenBuckets)
    writer.write(totalBuckets)
    writer.write(events)
    writer.write(timeline)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    let jobID = try reader.readString()
    let index = try reader.readInt()
    let label = try reader.readString()
    let timestamp = try EventTime(from: &reader)
    let span = Int64(try reader.readInt())
    let function = try reader.readString()
    let functionDescription = try reader.readString()
    let fieldName = try reader.readStringIfAny()
    let by = try reader.readIfAny(KeyPart.self)
    let over = try reader.readIfAny(KeyPart.self)
    let partition = try reader.readIfAny(KeyPart.self)
    let actual = try reader.readDoubles()
    let typical = try reader.readDoubles()
    let probability = try reader.readDouble()
    let surprisal = try reader.readDouble()
    let initialScore = try reader.readDouble()
    let score = try reader.readDouble()
    let impact = try reader.readDouble()
    let isInterim = try reader.readBool()
    let influencers = try reader.readList(Influencer.self)
    let causes = try reader.readList(Cause.self)
    let explanation = try Explanation(from: &reader)
    let returnPeriod = try reader.readDouble()
    let standing = try reader.readIfAny(Standing.self)
    let mode = try reader.readString()
    self.init(
      jobID: jobID, detectorIndex: index, detectorLabel: label, timestamp: timestamp, bucketSpan: span,
      function: function, functionDescription: functionDescription, fieldName: fieldName,
      probability: probability, surprisal: surprisal, score: initialScore, explanation: explanation,
      returnPeriodSeconds: returnPeriod, description: try reader.readString())
    (self.by, self.over, self.partition) = (by, over, partition)
    (self.actual, self.typical) = (actual, typical)
    recordScore = score
    self.standing = standing
    multiBucketImpact = impact
    self.isInterim = isInterim
    (self.influencers, self.causes) = (influencers, causes)
    self.mode = mode
    firstSeen = try reader.readIfAny(EventTime.self)
    lastSeen = try reader.readIfAny(EventTime.self)
    seenBuckets = try reader.readDoubleIfAny()
    totalBuckets = try reader.readDoubleIfAny()
    events = try reader.readList(EvidencePointer.self)
    timeline = try reader.readList(TimelinePoint.self)
  }
}

extension EventTime: StateCodable {
  public func encode(to writer: inout StateWriter) { writer.write(Int(nanoseconds)) }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(nanoseconds: Int64(try reader.readInt()))
  }
}

extension KeyPart: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(fieldName)
    writer.write(value)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(fieldName: try reader.readString(), value: try reader.readString())
  }
}

extension Influencer: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(fieldName)
    writer.write(values)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(fieldName: try reader.readString(), values: try reader.readList(InfluencerValue.self))
  }
}

extension InfluencerValue: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(value)
    writer.write(share)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(value: try reader.readString(), share: try reader.readDouble())
  }
}

extension Cause: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(byFieldName)
    writer.write(byFieldValue)
    writer.write(partitionFieldValue)
    writer.write(probability)
    writer.write(actual)
    writer.write(typical)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(
      byFieldName: try reader.readString(), byFieldValue: try reader.readString(),
      partitionFieldValue: try reader.readStringIfAny(), probability: try reader.readDouble(),
      actual: try reader.readDouble(), typical: try reader.readDouble())
  }
}

extension EvidencePointer: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(source)
    writer.write(Int(offset))
    writer.write(length)
    timestamp.encode(to: &writer)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(
      source: try reader.readString(), offset: Int64(try reader.readInt()), length: try reader.readInt(),
      timestamp: try EventTime(from: &reader))
  }
}

extension TimelinePoint: StateCodable {
  public func encode(to writer: inout StateWriter) {
    timestamp.encode(to: &writer)
    writer.write(actual)
    writer.write(expected)
    writer.write(upper)
  }
  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(
      timestamp: try EventTime(from: &reader), actual: try reader.readDouble(),
      expected: try reader.readDouble(), upper: try reader.readDouble())
  }
}

extension Explanation: StateCodable {
  public func encode(to writer: inout StateWriter) {
    writer.write(anomalyType.rawValue)
    writer.write(looksPerDay)
    writer.write(modelReturnPeriod)
    writer.write(empiricalReturnPeriod)
    writer.write(historyLimit)
    writer.write(decidedBy)
    writer.write(singleBucketSurprisal)
    for number in [
      typicalValue, lowerConfidenceBound, upperConfidenceBound, ordinaryUpTo, multiBucketSurprisal,
      noveltyRate, presenceRate, company,
    ] {
      writer.write(number)
    }
    writer.write(othersWaking)
    writer.write(peersWithValue)
    writer.write(peers)
    writer.write(template)
    writer.write(learning)
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    self.init(
      anomalyType: try Self.readType(from: &reader), looksPerDay: try reader.readDouble(),
      modelReturnPeriod: try reader.readDouble(), empiricalReturnPeriod: try reader.readDouble(),
      historyLimit: try reader.readDouble(), decidedBy: try reader.readString(),
      singleBucketSurprisal: try reader.readDouble())
    typicalValue = try reader.readDoubleIfAny()
    lowerConfidenceBound = try reader.readDoubleIfAny()
    upperConfidenceBound = try reader.readDoubleIfAny()
    ordinaryUpTo = try reader.readDoubleIfAny()
    multiBucketSurprisal = try reader.readDoubleIfAny()
    noveltyRate = try reader.readDoubleIfAny()
    presenceRate = try reader.readDoubleIfAny()
    company = try reader.readDoubleIfAny()
    othersWaking = try reader.readIntIfAny()
    peersWithValue = try reader.readIntIfAny()
    peers = try reader.readIntIfAny()
    template = try reader.readStringIfAny()
    learning = try reader.readBool()
  }

  private static func readType(from reader: inout StateReader) throws(StateReader.Failure) -> AnomalyType {
    guard let type = AnomalyType(rawValue: try reader.readString()) else { throw .damaged }
    return type
  }
}
