/// Writes name look-ups in the shape of Elastic Defend's DNS events.
struct QuestionWriter {
  static let resolver = "10.20.0.53"

  /// - Parameter label: what stands before the registered domain, without the dot; empty for the domain itself.
  func write(
    label: (ByteBuffer) -> Void, domain: String, type: StaticString = "A", by process: String, on host: Host,
    as account: Account, at time: Milliseconds, in batch: Batch, _ random: inout Randomness
  ) {
    let identifier = random.next()
    let sourcePort = 49_152 + random.below(16_000)
    let scratch = batch.scratch
    scratch.removeAll()
    label(scratch)
    batch.event(time) { bytes, _ in
      bytes.append(
        ",\"data_stream\":{\"dataset\":\"endpoint.events.network\",\"namespace\":\"default\",\"type\":\"logs\"},"
      )
      bytes.append(text: host.json)
      bytes.append(",\"destination\":{\"ip\":\"")
      bytes.append(text: Self.resolver)
      bytes.append("\",\"port\":53},\"dns\":{\"question\":{\"name\":\"")
      bytes.append(scratch.start, count: scratch.count)
      if scratch.count > 0 { bytes.append(UInt8(ascii: ".")) }
      bytes.append(text: domain)
      bytes.append("\",\"registered_domain\":\"")
      bytes.append(text: domain)
      if scratch.count > 0 {
        bytes.append("\",\"subdomain\":\"")
        bytes.append(scratch.start, count: scratch.count)
      }
      bytes.append("\",\"type\":\"")
      bytes.append(type)
      bytes.append(
        "\"},\"type\":\"query\"},\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"action\":\"lookup_requested\",\"category\":[\"network\"],\"dataset\":\"endpoint.events.dns\",\"id\":\""
      )
      bytes.append(alphabet: ByteBuffer.base64, bits: 6, seed: identifier, characters: 16)
      bytes.append(
        "\",\"kind\":\"event\",\"module\":\"endpoint\",\"type\":[\"protocol\",\"info\"]},\"network\":{\"protocol\":\"dns\",\"transport\":\"udp\"},\"process\":{\"name\":\""
      )
      bytes.append(text: process)
      bytes.append("\",\"pid\":")
      bytes.append(number: 300 + Int(identifier >> 50))
      bytes.append("},\"source\":{\"ip\":\"")
      bytes.append(text: host.address)
      bytes.append("\",\"port\":")
      bytes.append(number: sourcePort)
      bytes.append("},")
      bytes.append(text: host.userJSON(account))
    }
  }
}
