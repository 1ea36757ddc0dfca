import HarrierEvents

extension KeyedDecodingContainer {
  /// A number, or what `null` stands for.
  func number(_ key: Key, ifNull missing: Double) throws -> Double {
    guard contains(key) else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: codingPath, debugDescription: "no such key"))
    }
    return try decodeIfPresent(Double.self, forKey: key) ?? missing
  }

  func numbers(_ key: Key) throws -> [Double] {
    try decode([Double?].self, forKey: key).map { $0 ?? .nan }
  }

  func time(_ key: Key) throws -> EventTime {
    let text = try decode(String.self, forKey: key)
    guard let time = ResultTime.parse(text) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self,
        debugDescription: "“\(text)” is no time such as 2026-01-05T09:15:00.000Z")
    }
    return time
  }

  func timeIfPresent(_ key: Key) throws -> EventTime? {
    guard contains(key), try !decodeNil(forKey: key) else { return nil }
    return try time(key)
  }
}
