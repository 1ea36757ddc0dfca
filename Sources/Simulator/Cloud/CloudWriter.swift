/// Where a call to the cloud comes from.
struct CloudPlace: Sendable {
  let address: String
  /// `,"as":{…},"geo":{…}`
  let json: String
  let city: String
  let countryCode: String

  init(address: String, city: String, country: String, code: String, network: String, number: Int) {
    self.address = address
    self.city = city
    countryCode = code
    json =
      ",\"as\":{\"number\":\(number),\"organization\":{\"name\":\"\(network)\"}},\"geo\":{\"city_name\":\"\(city)\","
      + "\"country_iso_code\":\"\(code)\",\"country_name\":\"\(country)\"}"
  }
}

/// Somebody or something that calls the cloud's interface.
struct Principal: Sendable {
  enum Kind: String, Sendable {
    case user = "IAMUser"
    case role = "AssumedRole"
  }

  let name: String
  let kind: Kind
  let home: CloudPlace
  let agent: String
  /// `"user":{…}`
  let userJSON: String
  let arn: String
  let identityJSON: String

  init(name: String, kind: Kind, home: CloudPlace, agent: String) {
    let key = Randomness.key(name)
    let letters = String(String(key, radix: 36, uppercase: true).prefix(10))
    let account = CloudWriter.account
    self.name = name
    self.kind = kind
    self.home = home
    self.agent = agent
    let identifier: String
    switch kind {
    case .user:
      identifier = "AIDA\(letters)EXAMPLE"
      arn = "arn:aws:iam::\(account):user/\(name)"
    case .role:
      identifier = "AROA\(letters)EXAMPLE:\(name)-session"
      arn = "arn:aws:sts::\(account):assumed-role/\(name)/\(name)-session"
    }
    userJSON = "\"user\":{\"id\":\"\(identifier)\",\"name\":\"\(name)\"}"
    identityJSON =
      "\"user_identity\":{\"access_key_id\":\"\(kind == .user ? "AKIA" : "ASIA")\(letters)EXAMPLE\",\"arn\":\"\(arn)\","
      + "\"type\":\"\(kind.rawValue)\"}"
  }
}

/// One call and how it ended.
struct CloudCall: Sendable {
  let action: String
  /// `s3` of `s3.amazonaws.com`.
  let service: String
  var parameters: TextTemplate = ""
  var errorCode: String?
  var errorMessage: String?

  init(_ action: String, _ service: String, _ parameters: TextTemplate = "{bucketName=brightharbor-<word>}") {
    self.action = action
    self.service = service
    self.parameters = parameters
  }

  func failing(_ code: String, _ message: String) -> CloudCall {
    var call = self
    call.errorCode = code
    call.errorMessage = TextTemplate.escaped(message)
    return call
  }
}

/// Writes calls in the shape of Filebeat's CloudTrail module.
struct CloudWriter {
  static let account = "123456789012"

  func write(
    _ call: CloudCall, by principal: Principal, at time: Milliseconds, in batch: Batch,
    _ random: inout Randomness,
    from place: CloudPlace? = nil, agent: String? = nil
  ) {
    let place = place ?? principal.home
    let identifier = random.next()
    let blanks = Blanks(user: principal.name, host: "", date: batch.day.text, seed: identifier)
    batch.event(time) { bytes, _ in
      bytes.append(",\"aws\":{\"cloudtrail\":{")
      if let code = call.errorCode {
        bytes.append("\"error_code\":\"")
        bytes.append(text: code)
        bytes.append("\",\"error_message\":\"")
        bytes.append(text: call.errorMessage ?? "")
        bytes.append("\",")
      }
      bytes.append(
        "\"event_category\":\"Management\",\"event_type\":\"AwsApiCall\",\"event_version\":\"1.08\",\"request_id\":\""
      )
      bytes.append(hex: identifier ^ 5, digits: 32)
      bytes.append("\",\"request_parameters\":\"")
      call.parameters.write(blanks, to: bytes)
      bytes.append("\",")
      bytes.append(text: principal.identityJSON)
      bytes.append(
        "}},\"cloud\":{\"account\":{\"id\":\"123456789012\"},\"provider\":\"aws\",\"region\":\"us-east-1\"},\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"action\":\""
      )
      bytes.append(text: call.action)
      bytes.append("\",\"category\":[\"api\"],\"dataset\":\"aws.cloudtrail\",\"id\":\"")
      bytes.append(hex: identifier ^ 6, digits: 32)
      bytes.append("\",\"kind\":\"event\",\"module\":\"aws\",\"outcome\":\"")
      bytes.append(call.errorCode == nil ? "success" : "failure")
      bytes.append("\",\"provider\":\"")
      bytes.append(text: call.service)
      bytes.append(".amazonaws.com\",\"type\":[\"info\"]},\"source\":{\"address\":\"")
      bytes.append(text: place.address)
      bytes.append("\",\"ip\":\"")
      bytes.append(text: place.address)
      bytes.append("\"")
      bytes.append(text: place.json)
      bytes.append("},")
      bytes.append(text: principal.userJSON)
      bytes.append(",\"user_agent\":{\"original\":\"")
      bytes.append(text: agent ?? principal.agent)
      bytes.append("\"}")
    }
  }
}
