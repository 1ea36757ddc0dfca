/// The process that starts another.
struct Parent: Sendable {
  let name: String
  let executable: TextTemplate
  let commandLine: TextTemplate

  init(_ executable: String, _ commandLine: String? = nil) {
    let separator: Character = executable.contains("\\") ? "\\" : "/"
    name = String(executable.split(separator: separator).last ?? "")
    self.executable = TextTemplate(executable)
    self.commandLine = TextTemplate(commandLine ?? executable)
  }
}

/// Something that is started now and then: where it lies, who runs it and when.
struct Program: Sendable {
  let name: TextTemplate
  /// With its last separator.
  let folder: TextTemplate
  /// What follows the executable; one of them an event.
  let arguments: [TextTemplate]
  let directory: TextTemplate
  let parent: Parent
  let account: Account
  let roles: Set<Role>
  let cadence: Cadence
  /// The share of the hosts of these roles that have it.
  let share: Double
  /// The day on which a staged roll-out begins; `nil` for what was always there.
  let rollout: Int?
  let key: UInt64
  let isQuoted: Bool

  init(
    _ name: String, in folder: String, _ arguments: [String] = [""], from directory: String? = nil,
    by parent: Parent,
    as account: Account, on roles: Set<Role>, _ cadence: Cadence, share: Double = 1, rollout: Int? = nil
  ) {
    self.name = TextTemplate(name)
    self.folder = TextTemplate(folder)
    self.arguments = arguments.map { TextTemplate($0) }
    self.directory = TextTemplate(directory ?? folder)
    self.parent = parent
    self.account = account
    self.roles = roles
    self.cadence = cadence
    self.share = share
    self.rollout = rollout
    key = Randomness.key(folder + name + parent.name)
    isQuoted = folder.contains("\\")
  }

  /// Whether this host has it by this day: by share, and by stage of the roll-out (a few, half, all).
  func isInstalled(on host: Host, _ day: SimulatedDay, seed: UInt64) -> Bool {
    guard roles.contains(host.role) else { return false }
    return Rollout.hasReached(
      Randomness.fixedUnit(seed: seed, key, host.key), share: share, since: rollout, on: day)
  }
}

/// Writes process starts in the shape of Elastic Defend.
struct ProcessWriter {
  let seed: UInt64

  func write(
    _ program: Program, on host: Host, at time: Milliseconds, to batch: Batch, _ random: inout Randomness,
    directory: TextTemplate? = nil, account: Account? = nil
  ) {
    let account = account ?? program.account
    let blanks = Blanks(
      user: account == .owner ? host.owner.name : host.userName(account), host: host.name,
      date: batch.day.text,
      seed: random.next())
    let arguments = program.arguments.count == 1 ? program.arguments[0] : random.pick(program.arguments)
    let identifier = random.next()
    let processNumber = 300 + random.below(host.role.isWindows ? 15_000 : 60_000)
    let parentNumber = 300 + random.below(6000)
    batch.event(time) { bytes, time in
      bytes.append(
        ",\"data_stream\":{\"dataset\":\"endpoint.events.process\",\"namespace\":\"default\",\"type\":\"logs\"},"
      )
      bytes.append(text: host.json)
      bytes.append(
        ",\"ecs\":{\"version\":\"8.11.0\"},\"event\":{\"action\":\"start\",\"category\":[\"process\"],\"created\":\""
      )
      bytes.append(time: time, in: batch.day)
      bytes.append("\",\"dataset\":\"endpoint.events.process\",\"id\":\"")
      bytes.append(alphabet: ByteBuffer.base64, bits: 6, seed: identifier, characters: 16)
      bytes.append("\",\"kind\":\"event\",\"module\":\"endpoint\",\"outcome\":\"unknown\",\"sequence\":")
      bytes.append(number: Int(identifier >> 44))
      bytes.append(",\"type\":[\"start\"]},\"message\":\"Endpoint process event\",\"process\":{\"args\":[")
      writeCommandLine(program, arguments, blanks, batch.scratch)
      Self.writeArguments(batch.scratch, bytes)
      bytes.append("],\"command_line\":\"")
      bytes.append(batch.scratch.start, count: batch.scratch.count)
      bytes.append("\",\"entity_id\":\"")
      bytes.append(alphabet: ByteBuffer.base64, bits: 6, seed: identifier ^ 1, characters: 44)
      bytes.append("\",\"executable\":\"")
      program.folder.write(blanks, to: bytes)
      program.name.write(blanks, to: bytes)
      bytes.append("\",\"hash\":{\"sha256\":\"")
      bytes.append(hex: hash(program, blanks, batch.day), digits: 64)
      bytes.append("\"},\"name\":\"")
      program.name.write(blanks, to: bytes)
      bytes.append("\",\"parent\":{\"command_line\":\"")
      program.parent.commandLine.write(blanks, to: bytes)
      bytes.append("\",\"entity_id\":\"")
      bytes.append(alphabet: ByteBuffer.base64, bits: 6, seed: identifier ^ 2, characters: 44)
      bytes.append("\",\"executable\":\"")
      program.parent.executable.write(blanks, to: bytes)
      bytes.append("\",\"name\":\"")
      bytes.append(text: program.parent.name)
      bytes.append("\",\"pid\":")
      bytes.append(number: parentNumber)
      bytes.append("},\"pid\":")
      bytes.append(number: processNumber)
      bytes.append(",\"working_directory\":\"")
      (directory ?? program.directory).write(blanks, to: bytes)
      bytes.append("\"},")
      bytes.append(text: host.userJSON(account))
    }
  }

  /// A program's hash changes with each patch day; what has a random name is another file every time.
  private func hash(_ program: Program, _ blanks: Blanks, _ day: SimulatedDay) -> UInt64 {
    program.name.isFixed ? Randomness.scrambled(program.key ^ UInt64(day.index / 14)) : blanks.seed
  }

  private func writeCommandLine(
    _ program: Program, _ arguments: TextTemplate, _ blanks: Blanks, _ scratch: ByteBuffer
  ) {
    scratch.removeAll()
    if program.isQuoted { scratch.append("\\\"") }
    program.folder.write(blanks, to: scratch)
    program.name.write(blanks, to: scratch)
    if program.isQuoted { scratch.append("\\\"") }
    if !arguments.source.isEmpty {
      scratch.append(UInt8(ascii: " "))
      arguments.write(blanks, to: scratch)
    }
  }

  /// The escaped command line as a list of strings, cut at spaces outside quotation marks.
  private static func writeArguments(_ line: ByteBuffer, _ bytes: ByteBuffer) {
    let quote = UInt8(ascii: "\"")
    var isInside = false
    var index = 0
    bytes.append(quote)
    while index < line.count {
      let byte = line.start[index]
      if byte == UInt8(ascii: "\\") {
        let next = line.start[index + 1]
        if next == quote {
          isInside.toggle()
        } else {
          bytes.append(byte)
          bytes.append(next)
        }
        index += 2
        continue
      }
      if byte == UInt8(ascii: " "), !isInside {
        bytes.append("\",\"")
      } else {
        bytes.append(byte)
      }
      index += 1
    }
    bytes.append(quote)
  }
}
