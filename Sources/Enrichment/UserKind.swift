/// What kind of account acts: service, machine or person, by the name alone.
///
/// A machine's name ends in `$`. Services are the systems' own accounts (SYSTEM, root, daemons), names that say so
/// (`svc-backup`), Kubernetes' and Google's service accounts. Everybody else is a person: a service with a person's name is
/// taken for one (a table of people says better: `--identities`).
public struct UserKind: Enricher {
  public let inputs = ["user.name"]
  public let outputs = ["harrier.user.kind"]
  public let meaning = "service, machine or person, by the name of the account"

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
    "sync_",
    "healthmailbox",
    "_",
  ]
  private static let endings = [
    ".gserviceaccount.com", "-svc", "_svc", "-service", "_service", "-bot", "[bot]", ".amazonaws.com",
  ]

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    guard !input.isEmpty, input.count <= 512 else { return [nil] }
    var name = String(decoding: input, as: UTF8.self).lowercased()
    if let backslash = name.lastIndex(of: "\\") { name = String(name[name.index(after: backslash)...]) }
    if name.hasSuffix("$") { return ["machine"] }
    let isService =
      Self.services.contains(name) || Self.beginnings.contains { name.hasPrefix($0) }
      || Self.endings.contains { name.hasSuffix($0) }
    return [isService ? "service" : "person"]
  }
}
