/// Every enricher that a hunt can use: one line each.
public struct EnricherRegistry: Sendable {
  public var all: [any Enricher]
  public var joint: [any JointEnricher]
  /// What the reader of the findings should be told: whose data was used, and of which day.
  public var notes: [String] = []

  /// - Parameters:
  ///   - databases: GeoIP databases that the user named or the set-up installed.
  ///   - options: what the user says of their own networks, hours, hosts and people.
  public init(databases: [GeoDatabase] = [], options: EnrichmentOptions = EnrichmentOptions()) {
    all = [
      ProcessName(from: "process.executable", to: "process.name"),
      ProcessName(from: "process.parent.executable", to: "process.parent.name"),
      PathParts(path: "process.executable", directory: "process.directory"),
      PathParts(
        path: "file.path", directory: "file.directory", name: "file.name", fileExtension: "file.extension"),
      PathParts(path: "file.name", fileExtension: "file.extension"),
      PathParts(path: "dll.path", name: "dll.name"),
      FirstOf(
        ["dll.path"], as: "file.path", meaning: "where the library lies, for logs that have it beside files"),
      FirstOf(
        ["dll.code_signature.subject_name"], as: "file.code_signature.subject_name",
        meaning: "who signed the library"),
      FirstOf(
        ["dll.code_signature.exists"], as: "file.code_signature.exists",
        meaning: "whether the library is signed"),
      FirstOf(
        ["process.title"], as: "process.command_line",
        meaning: "the command line, where the log calls it a title"),
      CommandLineShape(), ScriptShape(),
      OperatingSystem(), OperatingSystemFromPath(),
      RegisteredDomain(),
      RegisteredDomain(from: "destination.domain", prefix: "destination"),
      RegisteredDomain(from: "source.domain", prefix: "source"),
      RegisteredDomain(from: "url.domain", prefix: "url"),
      URLParts(),
      UserAgentFamily(),
      AddressClass(side: "source"), AddressClass(side: "destination"),
      UserKind(),
      FirstOf(
        ["process.hash.sha256", "process.hash.sha1", "process.hash.md5", "process.pe.imphash"],
        as: "harrier.process.hash", meaning: "the best hash of the program that the log has"),
      FirstOf(
        ["process.code_signature.subject_name", "winlog.event_data.Signature", "winlog.event_data.Company"],
        as: "harrier.process.signer", meaning: "who signed the program, or is named as its maker"),
      FirstOf(
        [
          "file.hash.sha256", "file.hash.sha1", "file.hash.md5", "dll.hash.sha256", "dll.hash.sha1",
          "dll.hash.md5",
        ], as: "harrier.file.hash",
        meaning: "the best hash of the file that the log has"),
      FirstOf(
        ["dll.code_signature.subject_name", "file.code_signature.subject_name"], as: "harrier.file.signer",
        meaning: "who signed the library or file"),
    ]
    joint = [
      NetworkDirection(own: options.ownNetworks),
      NetworkWay(own: options.ownNetworks, hasAddresses: true), NetworkWay(hasAddresses: false),
      AskingHost(), ParentChild(),
      RenamedProgram(), ProgramFile(),
      LogonEdge(source: "source.ip"), LogonEdge(source: "source.domain"),
      WorkingHours(options.workingHours),
    ]
    if let hosts = options.hosts {
      all.append(TableFields(hosts, from: "host.name", prefix: "harrier.host", kind: .host))
    }
    if let people = options.people {
      all.append(TableFields(people, from: "user.name", prefix: "harrier.user", kind: .person))
      all.append(TableFields(people, from: "user.email", prefix: "harrier.user", kind: .person))
    }
    for database in databases {
      all.append(GeoFields(side: "source", database: database))
      all.append(GeoFields(side: "destination", database: database))
    }
    notes = databases.map(\.note)
  }
}

/// What the user says of their own networks, hours, hosts and people.
public struct EnrichmentOptions: Sendable {
  /// Addresses of one's own; private ones where none are named.
  public var ownNetworks: [NetworkRange] = []
  public var workingHours = WorkingHours.Plan()
  public var hosts: UserTable?
  public var people: UserTable?
  public init() {}
}
