/// Where a connection goes.
enum Endpoint: Sendable {
  case inside(String)
  case outside(Organisation, lastByte: Int)
  /// The cloud provider's metadata service.
  case metadata

  func writeAddress(_ bytes: ByteBuffer) {
    switch self {
    case .inside(let address): bytes.append(text: address)
    case .outside(let organisation, let lastByte):
      bytes.append(text: organisation.prefix)
      bytes.append(number: lastByte)
    case .metadata: bytes.append("169.254.169.254")
    }
  }

  var address: String {
    switch self {
    case .inside(let address): address
    case .outside(let organisation, let lastByte): organisation.prefix + String(lastByte)
    case .metadata: "169.254.169.254"
    }
  }

  /// `as` and `geo` with a comma before them, or nothing for what lies inside.
  func writePlace(_ bytes: ByteBuffer) {
    guard case .outside(let organisation, _) = self else { return }
    bytes.append(UInt8(ascii: ","))
    bytes.append(text: organisation.json)
  }
}

/// A process that opens connections, as the endpoint's sensor names it.
struct Talker: Sendable {
  let name: TextTemplate
  let folder: TextTemplate
  let account: Account

  init(_ name: String, in folder: String, as account: Account) {
    self.name = TextTemplate(name)
    self.folder = TextTemplate(folder)
    self.account = account
  }
}

/// Writes connections in the shape of Elastic Defend.
struct ConnectionWriter {
  func write(
    _ talker: Talker, on host: Host, to endpoint: Endpoint, port: Int, at time: Milliseconds, in batch: Batch,
    _ random: inout Randomness, account: Account? = nil, isDenied: Bool = false
  ) {
    let account = account ?? talker.account
    let identifier = random.next()
    let sent = Int(random.pareto(least: 300, exponent: 1.1, most: 4e8))
    let sourcePort = 49_152 + random.below(16_000)
    let blanks = Blanks(
      user: host.userName(account), host: host.name, date: batch.day.text, seed: identifier)
    batch.event(time) { bytes, _ in
      bytes.append(
        ",\"data_stream\":{\"dataset\":\"endpoint.events.network\",\"namespace\":\"default\",\"type\":\"logs\"},"
      )
      bytes.append(text: host.json)
      bytes.append(",\"destination\":{\"address\":\"")
      endpoint.writeAddress(bytes)
      bytes.append("\",\"ip\":\"")
      endpoint.writeAddress(bytes)
      bytes.append("\",\"port\":")
      bytes.append(number: port)
      endpoint.writePlace(bytes)
      bytes.append(
        "},\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"action\":\"connection_attempted\",\"category\":[\"network\"],\"dataset\":\"endpoint.events.network\",\"id\":\""
      )
      bytes.append(alphabet: ByteBuffer.base64, bits: 6, seed: identifier, characters: 16)
      bytes.append("\",\"kind\":\"event\",\"module\":\"endpoint\",\"outcome\":\"")
      bytes.append(isDenied ? "deny" : "success")
      bytes.append("\",\"type\":[\"connection\",\"")
      bytes.append(isDenied ? "denied" : "start")
      bytes.append("\"]},\"message\":\"Endpoint network event\",\"network\":{\"bytes\":")
      bytes.append(number: sent * 3)
      bytes.append(
        ",\"direction\":\"egress\",\"transport\":\"tcp\",\"type\":\"ipv4\"},\"process\":{\"entity_id\":\"")
      bytes.append(alphabet: ByteBuffer.base64, bits: 6, seed: identifier ^ 1, characters: 44)
      bytes.append("\",\"executable\":\"")
      talker.folder.write(blanks, to: bytes)
      talker.name.write(blanks, to: bytes)
      bytes.append("\",\"name\":\"")
      talker.name.write(blanks, to: bytes)
      bytes.append("\",\"pid\":")
      bytes.append(number: 300 + Int(identifier >> 50))
      bytes.append("},\"source\":{\"address\":\"")
      bytes.append(text: host.address)
      bytes.append("\",\"bytes\":")
      bytes.append(number: sent)
      bytes.append(",\"ip\":\"")
      bytes.append(text: host.address)
      bytes.append("\",\"port\":")
      bytes.append(number: sourcePort)
      bytes.append("},")
      bytes.append(text: host.userJSON(account))
    }
  }
}
