/// `user_agent.name`: the program that a user agent says it is.
///
/// The first word of the table that turns up names it; the order puts browsers that call themselves Chrome or Safari too
/// before these. An agent that fits no word and is no browser is named by what stands before its first slash, blank or
/// bracket. What an agent says of itself may be a lie.
public struct UserAgentFamily: Enricher {
  public let inputs = ["user_agent.original"]
  public let outputs = ["user_agent.name"]
  public let meaning = "the program that a user agent says it is"

  private static let words: [(word: String, name: String)] = [
    ("bot/", "Bot"), ("crawler", "Bot"), ("spider", "Bot"), ("Edg/", "Edge"), ("EdgA/", "Edge"),
    ("Edge/", "Edge"),
    ("OPR/", "Opera"), ("Opera", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
    ("HeadlessChrome/", "HeadlessChrome"),
    ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("MSIE ", "IE"), ("Trident/", "IE"), ("Safari/", "Safari"),
    ("PowerShell/", "PowerShell"), ("aws-cli/", "aws-cli"), ("Boto3/", "Boto3"), ("Terraform/", "Terraform"),
    ("kubectl/", "kubectl"), ("python-requests/", "python-requests"), ("Python-urllib/", "Python-urllib"),
    ("curl/", "curl"), ("Wget/", "Wget"),
  ]

  public init() {}

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    let text = String(decoding: input.prefix(1024), as: UTF8.self)
    if let found = Self.words.first(where: { text.contains($0.word) }) { return [found.name] }
    let name = text.prefix { $0 != "/" && $0 != " " && $0 != "(" && $0 != ";" }
    return [name.isEmpty || name == "Mozilla" || name == "-" ? nil : String(name)]
  }
}
