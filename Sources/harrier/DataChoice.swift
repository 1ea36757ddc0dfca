import ArgumentParser
import Foundation
import HarrierEnrichment
import HarrierFormats

/// How logs are read and what is added to them: mappings, GeoIP, and what the user says of their own world.
struct DataChoice: ParsableArguments {
  @Option(
    help:
      "Mapping file of your own (.yml), before those that come with Harrier; may be given more than once.",
    completion: .file(extensions: ["yml", "yaml"]))
  var mapping: [String] = []
  @Option(
    help: """
      GeoIP database (.mmdb) for country, city and network owner; may be given twice. Unless told, what “make geoip” \
      installed; “none” for none.
      """, completion: .file(extensions: ["mmdb"]))
  var geoip: [String] = []
  @Option(
    parsing: .upToNextOption,
    help: "Networks of your own, such as 192.0.2.0/24, for network.direction; private addresses unless told.")
  var ownNetworks: [String] = []
  @Option(help: "Time zone of working hours, such as Europe/Berlin.") var timeZone = "UTC"
  @Option(help: "Working hours, Monday to Friday.") var workingHours = "08:00-18:00"
  @Option(
    help: "CSV of hosts: host, criticality, owner, group, environment.",
    completion: .file(extensions: ["csv"]))
  var assets: String?
  @Option(
    help: "CSV of accounts: user, identity, criticality, department, kind.",
    completion: .file(extensions: ["csv"]))
  var identities: String?

  /// - Throws: ``Failure`` with every problem of the mapping files.
  func formats() throws -> FormatRegistry {
    if mapping.isEmpty { return .builtIn }
    return FormatRegistry.builtIn.preferring(try mapping.map(MappingFiles.load))
  }

  func databases() throws -> [GeoDatabase] {
    if geoip == ["none"] { return [] }
    let paths = geoip.isEmpty ? GeoFolder.databases() : geoip
    do { return try paths.map { try GeoDatabase(path: $0) } } catch {
      throw Failure.configuration("\(error)")
    }
  }

  func enrichers() throws -> EnricherRegistry {
    EnricherRegistry(databases: try databases(), options: try options())
  }

  private func options() throws -> EnrichmentOptions {
    var options = EnrichmentOptions()
    options.ownNetworks = try ownNetworks.map { text in
      guard let range = NetworkRange(text) else {
        throw Failure.configuration(
          "--own-networks: found “\(text)”, expected a network such as 192.0.2.0/24")
      }
      return range
    }
    guard let zone = TimeZone(identifier: timeZone) else {
      throw Failure.configuration("--time-zone: found “\(timeZone)”, expected a name such as Europe/Berlin")
    }
    guard let minutes = WorkingHours.Plan.minutes(workingHours) else {
      throw Failure.configuration(
        "--working-hours: found “\(workingHours)”, expected hours such as 08:00-18:00")
    }
    options.workingHours.zone = zone
    options.workingHours.minutes = minutes
    do {
      options.hosts = try assets.map { try UserTable(path: $0, kind: .host) }
      options.people = try identities.map { try UserTable(path: $0, kind: .person) }
    } catch { throw Failure.configuration("\(error)") }
    return options
  }
}

/// Mapping files that the user named.
enum MappingFiles {
  static func text(_ path: String) throws -> String {
    do { return try String(contentsOfFile: path, encoding: .utf8) } catch {
      throw Failure.configuration("\(path): cannot be read: \(error.localizedDescription)")
    }
  }

  /// - Throws: ``Failure`` with every problem of the file.
  static func load(_ path: String) throws -> LogMapping {
    let yaml = try text(path)
    let problems = MappingChecker.problems(yaml: yaml, file: path)
    if problems.isEmpty, let mapping = try? LogMapping(yaml: yaml, file: path) { return mapping }
    throw Failure.configuration(problems.map(\.description).joined(separator: "\n"))
  }
}

/// Where `make geoip` puts databases, and where a package may: they are found without being named.
enum GeoFolder {
  /// All `.mmdb` files of the first folder that has any, in order of their names.
  static func databases() -> [String] {
    for folder in folders() {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let found = files.filter { $0.hasSuffix(".mmdb") }.sorted()
      if !found.isEmpty { return found.map { folder + "/" + $0 } }
    }
    return []
  }

  private static func folders() -> [String] {
    let environment = ProcessInfo.processInfo.environment
    var folders: [String] = []
    // The base directory specification: a relative path counts as none.
    if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") {
      folders.append(data + "/harrier/geoip")
    } else if let home = environment["HOME"], home.hasPrefix("/") {
      folders.append(home + "/.local/share/harrier/geoip")
    }
    if let binary = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent() {
      folders.append(binary.appending(path: "geoip").path)
      folders.append(binary.deletingLastPathComponent().appending(path: "share/harrier/geoip").path)
    }
    return folders
  }
}
