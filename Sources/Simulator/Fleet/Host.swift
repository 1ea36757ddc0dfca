/// What a machine is for.
enum Role: Sendable, CaseIterable {
  case laptop, developer, administrator, domainController, exchange, fileServer, windowsServer, windowsCloud
  case linuxWeb, linuxDatabase, linuxBuild, linuxCloud, linuxOperations

  var isWindows: Bool {
    switch self {
    case .laptop, .developer, .administrator, .domainController, .exchange, .fileServer, .windowsServer,
      .windowsCloud:
      true
    default: false
    }
  }

  /// Whether one person sits in front of it.
  var isPersonal: Bool { self == .laptop || self == .developer || self == .administrator }

  var prefix: String {
    switch self {
    case .laptop: "lap"
    case .developer: "dev"
    case .administrator: "adm"
    case .domainController: "dc"
    case .exchange: "exch"
    case .fileServer: "file"
    case .windowsServer: "app"
    case .windowsCloud: "wcld"
    case .linuxWeb: "web"
    case .linuxDatabase: "db"
    case .linuxBuild: "build"
    case .linuxCloud: "node"
    case .linuxOperations: "ops"
    }
  }
}

/// A place where people work.
struct Site: Sendable {
  let code: String
  let offsetMinutes: Int
  let city: String
  let country: String
  let countryCode: String

  static let all = [
    Site(code: "sea", offsetMinutes: -480, city: "Seattle", country: "United States", countryCode: "US"),
    Site(code: "nyc", offsetMinutes: -300, city: "New York", country: "United States", countryCode: "US"),
    Site(code: "lon", offsetMinutes: 0, city: "London", country: "United Kingdom", countryCode: "GB"),
    Site(code: "ber", offsetMinutes: 60, city: "Berlin", country: "Germany", countryCode: "DE"),
    Site(code: "blr", offsetMinutes: 330, city: "Bengaluru", country: "India", countryCode: "IN"),
    Site(code: "sin", offsetMinutes: 480, city: "Singapore", country: "Singapore", countryCode: "SG"),
  ]
  /// Shares of the staff: New York and Berlin are the large offices.
  static let shares: [Double] = [0.16, 0.26, 0.14, 0.22, 0.14, 0.08]
}

/// A person with an account, and the JSON every event of theirs carries.
struct Person: Sendable {
  let name: String
  let identifier: String
  /// `"user":{…}` on Windows.
  let windowsJSON: String
  let linuxJSON: String

  init(name: String, relative: Int) {
    self.name = name
    identifier = "S-1-5-21-3121811465-2276403914-1180221742-\(relative)"
    windowsJSON = "\"user\":{\"domain\":\"BRIGHTHARBOR\",\"id\":\"\(identifier)\",\"name\":\"\(name)\"}"
    linuxJSON =
      "\"user\":{\"Ext\":{\"real\":{\"id\":\(relative),\"name\":\"\(name)\"}},\"id\":\"\(relative)\",\"name\":\"\(name)\"}"
  }
}

/// Whose account a program runs under.
enum Account: Sendable, Hashable {
  case owner, system, localService, networkService
  case service(String)
}

/// A machine of the fleet.
struct Host: Sendable {
  let index: Int
  let role: Role
  let name: String
  let identifier: String
  let address: String
  let site: Site
  let local: LocalTime
  let owner: Person
  /// The first day on which it is there.
  var joinDay: Int
  /// A habit of its own in `0..<1`: place in periods, share of programs.
  let phase: Double
  /// How much busier than others of its kind, around 1.
  let vigour: Double
  /// `"agent":{…},"host":{…}` as every event of this host carries it.
  let json: String

  var key: UInt64 { UInt64(index) + 0x1000 }

  /// `"user":{…}` of the account on this host.
  func userJSON(_ account: Account) -> String {
    switch account {
    case .owner: role.isWindows ? owner.windowsJSON : owner.linuxJSON
    case .system: role.isWindows ? Self.systemJSON : Self.rootJSON
    case .localService: Self.localServiceJSON
    case .networkService: Self.networkServiceJSON
    case .service(let name): Self.serviceJSON(name, isWindows: role.isWindows)
    }
  }

  /// The account's name, as it stands in a path or a label.
  func userName(_ account: Account) -> String {
    switch account {
    case .owner: owner.name
    case .system: role.isWindows ? "SYSTEM" : "root"
    case .localService: "LOCAL SERVICE"
    case .networkService: "NETWORK SERVICE"
    case .service(let name): name
    }
  }

  private static let systemJSON =
    "\"user\":{\"domain\":\"NT AUTHORITY\",\"id\":\"S-1-5-18\",\"name\":\"SYSTEM\"}"
  private static let localServiceJSON =
    "\"user\":{\"domain\":\"NT AUTHORITY\",\"id\":\"S-1-5-19\",\"name\":\"LOCAL SERVICE\"}"
  private static let networkServiceJSON =
    "\"user\":{\"domain\":\"NT AUTHORITY\",\"id\":\"S-1-5-20\",\"name\":\"NETWORK SERVICE\"}"
  private static let rootJSON =
    "\"user\":{\"Ext\":{\"real\":{\"id\":0,\"name\":\"root\"}},\"id\":\"0\",\"name\":\"root\"}"

  private static func serviceJSON(_ name: String, isWindows: Bool) -> String {
    let number = 100 + Int(Randomness.key(name) % 800)
    return isWindows
      ? "\"user\":{\"domain\":\"BRIGHTHARBOR\",\"id\":\"S-1-5-21-3121811465-2276403914-1180221742-\(number)\",\"name\":\"\(name)\"}"
      : "\"user\":{\"Ext\":{\"real\":{\"id\":\(number),\"name\":\"\(name)\"}},\"id\":\"\(number)\",\"name\":\"\(name)\"}"
  }
}
