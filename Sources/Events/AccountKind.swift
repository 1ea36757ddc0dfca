/// What kind of account a name is, by the name alone.
///
/// A machine's name ends in `$`. Services are the systems' own accounts (SYSTEM, root, daemons), names that say so
/// (`svc-backup`), Kubernetes' and Google's service accounts, and numbers below 1000, as Linux has them
/// (login.defs(5), `UID_MIN`) and logs without names show them. Everybody else is a person: a service with a person's name
/// is taken for one.
public enum AccountKind: String, Sendable, CaseIterable {
  case service, machine, person

  /// - Parameter name: as the log has it; a domain before a backslash says nothing.
  public init(name: String) {
    let name = Self.withoutDomain(name)
    if name.hasSuffix("$") {
      self = .machine
    } else {
      self = Self.isService(name) ? .service : .person
    }
  }

  /// The account of `DOMAIN\account`, in small letters.
  public static func withoutDomain(_ name: String) -> String {
    let name = name.lowercased()
    guard let backslash = name.lastIndex(of: "\\") else { return name }
    return String(name[name.index(after: backslash)...])
  }

  private static func isService(_ name: String) -> Bool {
    services.contains(name) || isSystemNumber(name) || beginnings.contains { name.hasPrefix($0) }
      || endings.contains { name.hasSuffix($0) }
  }

  private static func isSystemNumber(_ name: String) -> Bool {
    (1...3).contains(name.utf8.count) && name.utf8.allSatisfy { 0x30...0x39 ~= $0 } || name == "65534"
  }

  private static let services: Set<String> = [
    "system", "local service", "network service", "localservice", "networkservice", "root", "daemon", "bin",
    "sys",
    "nobody", "www-data", "apache", "nginx", "httpd", "mysql", "postgres", "redis", "mongodb", "postfix",
    "sshd", "ntp",
    "chrony", "dbus", "messagebus", "syslog", "systemd-network", "systemd-resolve", "systemd-timesync",
    "polkitd",
    "jenkins", "gitlab-runner", "ansible", "awsservice", "awsaccount", "anonymous logon", "iusr", "krbtgt",
  ]
  private static let beginnings = [
    "svc", "service-", "service_", "srv-", "srv_", "sa-", "sa_", "umfd-", "dwm-", "system:", "gmsa", "msol_",
    "sync_", "healthmailbox", "_",
  ]
  private static let endings = [
    ".gserviceaccount.com", "-svc", "_svc", "-service", "_service", "-bot", "[bot]", ".amazonaws.com",
  ]
}
