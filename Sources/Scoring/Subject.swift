import HarrierEvents
import HarrierModels
import HarrierStatistics

/// Whom a record is about: the host, the person and the address that stand behind it, as hashes.
///
/// Use to see that records of different detectors tell of one thing. Not for people to read, and no proof: a host may
/// do two things in an hour.
///
/// Taken are keys (by, over, partition) and influencers with at least half of the record's surprisal. Accounts that
/// are on every host (SYSTEM, root, daemons) are nobody; a machine's account is its host. Names are compared in small
/// letters, hosts by their first label, accounts without their domain.
public struct Subject: Sendable, Hashable {
  public var hosts: [UInt64] = []
  public var people: [UInt64] = []
  /// Where the others are missing an address says who it was; behind one address may be many people.
  public var addresses: [UInt64] = []

  public init() {}

  public init(of record: Record) {
    for part in [record.by, record.over, record.partition].compactMap(\.self) {
      add(part.value, of: part.fieldName)
    }
    for influencer in record.influencers {
      for value in influencer.values where value.share >= 0.5 { add(value.value, of: influencer.fieldName) }
    }
  }

  public var isEmpty: Bool { hosts.isEmpty && people.isEmpty && addresses.isEmpty }

  /// Of all kinds.
  public var names: [UInt64] { hosts + people + addresses }

  private var isAddressAlone: Bool { hosts.isEmpty && people.isEmpty }

  /// Whether both are about one host or person; by the address where one of them knows no more.
  public func isSame(as other: Subject) -> Bool {
    Self.meet(hosts, other.hosts) || Self.meet(people, other.people)
      || ((isAddressAlone || other.isAddressAlone) && Self.meet(addresses, other.addresses))
  }

  private static func meet(_ a: [UInt64], _ b: [UInt64]) -> Bool { a.contains { b.contains($0) } }

  // MARK: Names

  private static let kinds: [String: EntityKind] = [
    "host.name": .host, "host.hostname": .host, "host.id": .host, "source.domain": .host,
    "user.name": .person, "user.email": .person, "user.id": .person, "source.user.name": .person,
    "client.user.name": .person, "client.user.email": .person, "user.effective.name": .person,
    "aws.cloudtrail.user_identity.arn": .person,
    "source.ip": .address, "client.ip": .address, "host.ip": .address, "source.address": .address,
  ]
  private static let nobody: Set<String> = [
    "", "-", "n/a", "unknown", "0.0.0.0", "::", "127.0.0.1", "::1", "localhost",
  ]

  /// Whom such a field's values name; nil for no host, person or address.
  public static func kind(of field: String) -> EntityKind? { kinds[field] }

  private mutating func add(_ value: String, of field: String) {
    guard let kind = Self.kinds[field], value.utf8.count <= 512 else { return }
    let name = kind == .person ? AccountKind.withoutDomain(value) : value.lowercased()
    if Self.nobody.contains(name) { return }
    switch kind {
    case .host: Self.insert(Self.firstLabel(name), .host, into: &hosts)
    case .address: Self.insert(name, .address, into: &addresses)
    case .person:
      switch AccountKind(name: name) {
      case .person: Self.insert(name, .person, into: &people)
      case .machine: Self.insert(String(name.dropLast()), .host, into: &hosts)
      case .service: break
      }
    }
  }

  /// `lap-1` of `lap-1.corp.example`; an address stays whole.
  private static func firstLabel(_ name: String) -> String {
    guard let dot = name.firstIndex(of: "."), !name[..<dot].allSatisfy(\.isNumber) else { return name }
    return String(name[..<dot])
  }

  private static func insert(_ name: String, _ kind: EntityKind, into hashes: inout [UInt64]) {
    let hash = Array(name.utf8).withUnsafeBufferPointer { StableHash.hash($0, seed: kind.rawValue) }
    if !hashes.contains(hash) { hashes.append(hash) }
  }
}

extension Subject: StateCodable {
  public func encode(to writer: inout StateWriter) {
    for hashes in [hosts, people, addresses] { writer.write(hashes) }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    hosts = try reader.readHashes()
    people = try reader.readHashes()
    addresses = try reader.readHashes()
  }
}
