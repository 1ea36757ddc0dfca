/// What all machines start on an ordinary day.
struct ProcessBackground {
  let fleet: Fleet

  private static let programs = WindowsPrograms.all + LinuxPrograms.all
  private static let key = Randomness.key("process")

  func generate(_ day: SimulatedDay, into batch: Batch) {
    let writer = ProcessWriter(seed: fleet.seed)
    for host in fleet.hosts {
      guard let schedule = fleet.schedule(host, day) else { continue }
      var random = Randomness(seed: fleet.seed, Self.key, host.key, UInt64(day.index))
      for program in Self.programs where program.isInstalled(on: host, day, seed: fleet.seed) {
        schedule.times(program.cadence, &random) { time, random in
          writer.write(program, on: host, at: time, to: batch, &random)
        }
      }
    }
  }
}
