import HarrierEvents

/// A geo point out of a row: one value, or an object's `lat` and `lon`.
struct PointReader: Sendable {
  /// Slots.
  var whole: Int
  var latitude: Int
  var longitude: Int

  init(field: String, fields: inout EventFields) {
    whole = fields.add(field)
    latitude = fields.add(field + ".lat")
    longitude = fields.add(field + ".lon")
  }

  func place(_ row: Int, _ view: RowView) -> GeoPoint? {
    let value = view.batch.row(row)[whole]
    if value.isPresent { return GeoPoint(value) }
    let latitude = view.number(row, latitude)
    if latitude.isFinite { return GeoPoint(checking: latitude, view.number(row, longitude)) }
    // What an enricher makes of an address.
    let symbol = view.symbol(row, whole)
    guard symbol != 0 else { return nil }
    let bytes = view.symbols.bytes(of: symbol)
    return GeoPoint(
      FieldValue(bytes: bytes.baseAddress, length: UInt32(bytes.count), kind: .string))
  }
}

extension Plan.PlannedJob {
  /// Whether a field that no row had as one value was there as an object's `lat` and `lon`.
  func hasPoint(at slot: Int, unseen: Set<Int>) -> Bool {
    detectors.contains { detector in
      guard let point = detector.point, point.whole == slot else { return false }
      return !unseen.contains(point.latitude) && !unseen.contains(point.longitude)
    }
  }
}
