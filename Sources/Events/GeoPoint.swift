#if canImport(Glibc)
  import Glibc
#endif

/// A point on the earth, in degrees.
public struct GeoPoint: Sendable, Hashable {
  public var latitude: Double
  public var longitude: Double

  public init(latitude: Double, longitude: Double) {
    self.latitude = latitude
    self.longitude = longitude
  }

  /// nil where it is no point: latitude −90…90, longitude −180…180.
  public init?(checking latitude: Double, _ longitude: Double) {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
    self.init(latitude: latitude, longitude: longitude)
  }

  /// A geo point as logs write it: `"lat,lon"`, `"POINT (lon lat)"`, or the array `[lon, lat]`.
  public init?(_ value: FieldValue) {
    let bytes = value.buffer
    guard value.isPresent, bytes.count <= 100 else { return nil }
    if value.kind == .multiple {
      self.init(bytes, split: FieldValue.separator, latitudeFirst: false)
    } else if let open = bytes.firstIndex(of: 0x28), let close = bytes.lastIndex(of: 0x29), open < close,
      Self.isPoint(bytes[..<open])
    {
      self.init(UnsafeBufferPointer(rebasing: bytes[(open + 1)..<close]), split: 0x20, latitudeFirst: false)
    } else {
      self.init(bytes, split: 0x2C, latitudeFirst: true)
    }
  }

  private init?(_ bytes: UnsafeBufferPointer<UInt8>, split separator: UInt8, latitudeFirst: Bool) {
    guard let middle = bytes.firstIndex(of: separator), let first = Self.number(bytes[..<middle]),
      let second = Self.number(bytes[(middle + 1)...])
    else { return nil }
    self.init(checking: latitudeFirst ? first : second, latitudeFirst ? second : first)
  }

  private static func isPoint(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let word = bytes.filter { $0 != 0x20 }.map { $0 | 0x20 }
    return word == Array("point".utf8)
  }

  private static func number(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
    var part = bytes
    while part.first == 0x20 { part.removeFirst() }
    while part.last == 0x20 { part.removeLast() }
    return Double(String(decoding: part, as: UTF8.self))
  }

  /// Kilometres along the surface.
  ///
  /// ## Source
  /// The haversine formula: Sinnott, *Virtues of the Haversine*, Sky and Telescope 68 (1984), on a sphere of the earth's
  /// mean radius.
  public func kilometres(to other: GeoPoint) -> Double {
    let radians = Double.pi / 180
    let north = sin((other.latitude - latitude) * radians / 2)
    let east = sin((other.longitude - longitude) * radians / 2)
    let a = north * north + cos(latitude * radians) * cos(other.latitude * radians) * east * east
    return 2 * 6371.0088 * asin(min(1, a.squareRoot()))
  }
}
