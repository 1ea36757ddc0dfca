import CMaxMind
import HarrierEvents

#if canImport(Glibc)
  import Glibc
#endif

/// A GeoIP database (.mmdb) that the user named.
public final class GeoDatabase: @unchecked Sendable {
  /// libmaxminddb allows concurrent look-ups in an open database.
  private var handle = MMDB_s()
  public let path: String

  public struct OpenError: Error, CustomStringConvertible {
    public var path: String
    public var reason: String
    public var description: String { "\(path): not a GeoIP database: \(reason)" }
  }

  public init(path: String) throws(OpenError) {
    self.path = path
    let status = MMDB_open(path, UInt32(MMDB_MODE_MMAP), &handle)
    if status != MMDB_SUCCESS { throw OpenError(path: path, reason: String(cString: MMDB_strerror(status))) }
  }

  deinit { MMDB_close(&handle) }

  /// Which database it is and of which day, and whom it has to thank.
  public var note: String {
    let kind = handle.metadata.database_type.map { String(cString: $0) } ?? "unnamed"
    let day = EventTime(seconds: Int64(clamping: handle.metadata.build_epoch)).iso8601.prefix(10)
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let thanks =
      Self.isFromDBIP(kind, file: file) ? "; IP geolocation by DB-IP (https://db-ip.com), CC BY 4.0" : ""
    return "GeoIP: \(file) (\(kind)) of \(day)\(thanks)"
  }

  /// DB-IP's free databases ask to be named where their results are shown.
  private static func isFromDBIP(_ kind: String, file: String) -> Bool {
    [kind, file].contains { $0.lowercased().contains("dbip") || $0.lowercased().contains("geoacumen") }
  }

  /// Text at each of the paths, for an address in its usual spelling.
  func look(up address: String, _ paths: [[String]]) -> [String?] {
    var gaiError: Int32 = 0
    var mmdbError: Int32 = 0
    var found = MMDB_lookup_string(&handle, address, &gaiError, &mmdbError)
    guard gaiError == 0, mmdbError == MMDB_SUCCESS, found.found_entry else { return paths.map { _ in nil } }
    return paths.map { Self.text(&found.entry, at: $0) }
  }

  private static func text(_ entry: inout MMDB_entry_s, at path: [String]) -> String? {
    var data = MMDB_entry_data_s()
    var steps: [UnsafePointer<CChar>?] = path.map { UnsafePointer(strdup($0)) } + [nil]
    defer { for step in steps { free(UnsafeMutablePointer(mutating: step)) } }
    guard MMDB_aget_value(&entry, &data, &steps) == MMDB_SUCCESS, data.has_data else { return nil }
    switch Int32(data.type) {
    case MMDB_DATA_TYPE_UTF8_STRING:
      let bytes = UnsafeRawPointer(data.utf8_string!)
      return String(decoding: UnsafeRawBufferPointer(start: bytes, count: Int(data.data_size)), as: UTF8.self)
    case MMDB_DATA_TYPE_UINT32: return String(data.uint32)
    case MMDB_DATA_TYPE_DOUBLE: return String(data.double_value)
    default: return nil
    }
  }
}

/// Country, city, network owner and place of one side's address.
public struct GeoFields: Enricher {
  public let inputs: [String]
  public let outputs: [String]
  static let about = "place and network owner of an address, by a GeoIP database (`--geoip`, `make geoip`)"
  public let meaning: String = GeoFields.about
  private let database: GeoDatabase
  private static let paths = [
    ["country", "names", "en"], ["country", "iso_code"], ["city", "names", "en"],
    ["subdivisions", "0", "names", "en"], ["continent", "names", "en"], ["location", "time_zone"],
    ["autonomous_system_organization"], ["autonomous_system_number"],
    ["location", "latitude"], ["location", "longitude"],
  ]

  public init(side: String, database: GeoDatabase) {
    self.database = database
    inputs = [side + ".ip"]
    outputs = Self.outputs(side: side)
  }

  static func outputs(side: String) -> [String] {
    [
      "geo.country_name", "geo.country_iso_code", "geo.city_name", "geo.region_name", "geo.continent_name",
      "geo.timezone", "as.organization.name", "as.number",
      "geo.location",
    ].map { "\(side).\($0)" }
  }

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    guard input.count <= 64 else { return outputs.map { _ in nil } }
    var found = database.look(up: String(decoding: input, as: UTF8.self), Self.paths)
    let longitude = found.removeLast()
    let latitude = found.removeLast()
    found.append(latitude.flatMap { latitude in longitude.map { "\(latitude),\($0)" } })
    return found
  }
}
