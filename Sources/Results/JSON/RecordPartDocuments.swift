import HarrierEvents
import HarrierScoring

struct InfluencerDocument: Decodable {
  let influencer: Influencer

  enum Key: String, CodingKey {
    case name = "influencer_field_name"
    case values = "influencer_field_values"
    case shares = "harrier.shares"
  }

  /// Elastic's own documents have no shares: their values come back with a share of 0.
  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    let values = try box.decode([String].self, forKey: .values)
    let shares = try box.decodeIfPresent([Double?].self, forKey: .shares) ?? []
    influencer = Influencer(
      fieldName: try box.decode(String.self, forKey: .name),
      values: values.enumerated().map { index, value in
        InfluencerValue(value: value, share: index < shares.count ? shares[index] ?? .nan : 0)
      })
  }
}

struct CauseDocument: Decodable {
  let cause: Cause

  enum Key: String, CodingKey {
    case byName = "by_field_name"
    case byValue = "by_field_value"
    case partitionValue = "partition_field_value"
    case probability, actual, typical
  }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    cause = Cause(
      byFieldName: try box.decode(String.self, forKey: .byName),
      byFieldValue: try box.decode(String.self, forKey: .byValue),
      partitionFieldValue: try box.decodeIfPresent(String.self, forKey: .partitionValue),
      probability: try box.number(.probability, ifNull: .nan),
      actual: try box.numbers(.actual).first ?? .nan,
      typical: try box.numbers(.typical).first ?? .nan)
  }
}

struct PointerDocument: Decodable {
  let pointer: EvidencePointer

  enum Key: String, CodingKey { case file, offset, length, timestamp }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    pointer = EvidencePointer(
      source: try box.decode(String.self, forKey: .file),
      offset: try box.decode(Int64.self, forKey: .offset),
      length: try box.decode(Int.self, forKey: .length),
      timestamp: try box.time(.timestamp))
  }
}

struct TimelineDocument: Decodable {
  let point: TimelinePoint

  enum Key: String, CodingKey { case timestamp, actual, expected, upper }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    point = TimelinePoint(
      timestamp: try box.time(.timestamp),
      actual: try box.number(.actual, ifNull: .nan),
      expected: try box.number(.expected, ifNull: .nan),
      upper: try box.number(.upper, ifNull: .nan))
  }
}

struct StandingDocument: Decodable {
  let place: Int
  let furtherCauses: Int
  let returnPeriodSecondsAlone: Double

  enum Key: String, CodingKey {
    case place
    case furtherCauses = "further_causes"
    case alone = "return_period_seconds_alone"
  }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    place = try box.decode(Int.self, forKey: .place)
    furtherCauses = try box.decode(Int.self, forKey: .furtherCauses)
    returnPeriodSecondsAlone = try box.number(.alone, ifNull: .infinity)
  }
}

struct RenormalizationDocument: Decodable {
  let renormalization: Renormalization

  enum Key: String, CodingKey {
    case timestamp
    case returnPeriod = "initial_return_period_seconds"
    case decidedBy = "initial_decided_by"
  }

  init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: Key.self)
    renormalization = Renormalization(
      timestamp: try box.time(.timestamp),
      initialReturnPeriodSeconds: try box.number(.returnPeriod, ifNull: .infinity),
      initialDecidedBy: try box.decode(String.self, forKey: .decidedBy))
  }
}
