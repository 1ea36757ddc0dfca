import HarrierEvents

/// What follows from a field: one file an enricher. Asked once a distinct value, so it may take its time.
public protocol Enricher: Sendable {
  /// Fields it can start from; the first that yields the output is used.
  var inputs: [String] { get }
  /// Fields it can make, where the row does not have them itself.
  var outputs: [String] { get }
  /// Values of the outputs, in order; nil for none.
  func values(of input: UnsafeBufferPointer<UInt8>) -> [String?]
}

/// Every enricher that a hunt can use.
public struct EnricherRegistry: Sendable {
  public var all: [any Enricher]

  /// - Parameter databases: GeoIP databases that the user named.
  public init(databases: [GeoDatabase] = []) {
    all = [
      ProcessName(from: "process.executable", to: "process.name"),
      ProcessName(from: "process.parent.executable", to: "process.parent.name"),
      OperatingSystem(), OperatingSystemFromPath(), RegisteredDomain(),
    ]
    for database in databases {
      all.append(GeoFields(side: "source", database: database))
      all.append(GeoFields(side: "destination", database: database))
    }
  }
}
