/// How often something happens through the day.
enum Cadence: Sendable {
  /// People at work: per busy office hour, with a lunch dip, quiet nights and weekends.
  case office(Double)
  /// Machines: per hour, day and night, a little busier by day.
  case always(Double)
  /// A scheduled job every so many minutes, each host with a phase of its own.
  case every(minutes: Int)
  case daily(hour: Double)
  case weekly(weekday: Int, hour: Double)
  /// The first of the month.
  case monthly(hour: Double)
  /// The third Monday of the month.
  case thirdMonday(hour: Double)
  /// So many times on a patch day.
  case patchDay(Double)
  /// About so many times a week, in office hours.
  case perWeek(Double)
}

/// A host's own time: where it stands and when its people work.
struct LocalTime: Sendable {
  /// Minutes ahead of UTC.
  let offsetMinutes: Int
  /// Hours by which the shift is later than office hours: 0, or 8 and 14 for evening and night.
  let shiftHours: Int

  private static let officeHours: [Double] = [
    0.012, 0.006, 0.004, 0.004, 0.008, 0.03, 0.12, 0.45, 0.85, 1, 1.02, 0.95,
    0.58, 0.8, 1, 1.03, 0.95, 0.78, 0.42, 0.22, 0.15, 0.1, 0.06, 0.03,
  ]
  private static let weekendShare = 0.07

  /// The share of a busy office hour that falls on hour `hour` (UTC) of the day, in `0...1.03`.
  func officeWeight(_ day: SimulatedDay, hour: Int) -> Double {
    let minutes = hour * 60 + 30 + offsetMinutes - shiftHours * 60
    let dayShift = minutes < 0 ? -1 : minutes >= 1440 ? 1 : 0
    let localHour = ((minutes + 1440) % 1440) / 60
    let weekday = (day.weekday + dayShift + 7) % 7
    return Self.officeHours[localHour] * (weekday >= 5 ? Self.weekendShare : 1)
  }

  /// Servers follow the day faintly.
  func serverWeight(_ day: SimulatedDay, hour: Int) -> Double { 0.85 + 0.3 * officeWeight(day, hour: hour) }

  /// The moment of the UTC day at which a clock here shows `hour`.
  func time(_ day: SimulatedDay, hour: Double) -> Milliseconds {
    let minutes = (Int(hour * 60) - offsetMinutes + 2880) % 1440
    return day.start + Milliseconds(minutes) * 60_000
  }
}

/// The times at which a cadence fires on one host in one day, in order of generation.
struct Schedule {
  let day: SimulatedDay
  let local: LocalTime
  /// In `0..<1`, the host's place inside a scheduled job's period.
  let phase: Double
  /// How busy this host is today, around 1; 0 when its owner is away.
  let load: Double

  func times(_ cadence: Cadence, _ random: inout Randomness, _ body: (Milliseconds, inout Randomness) -> Void)
  {
    switch cadence {
    case .office(let rate):
      hourly(&random, body) { rate * load * local.officeWeight(day, hour: $0) }
    case .always(let rate):
      hourly(&random, body) { rate * local.serverWeight(day, hour: $0) }
    case .perWeek(let rate):
      hourly(&random, body) { rate / 45 * load * local.officeWeight(day, hour: $0) }
    case .every(let minutes):
      periodic(minutes, &random, body)
    case .daily(let hour):
      once(hour, &random, body)
    case .weekly(let weekday, let hour):
      if day.weekday == weekday { once(hour, &random, body) }
    case .monthly(let hour):
      if day.isFirstOfMonth { once(hour, &random, body) }
    case .thirdMonday(let hour):
      if day.isThirdMonday { once(hour, &random, body) }
    case .patchDay(let count):
      guard day.isPatchDay else { return }
      for _ in 0..<random.poisson(count) {
        body(local.time(day, hour: 18 + 5 * phase) + Milliseconds(random.below(1_800_000)), &random)
      }
    }
  }

  private func hourly(
    _ random: inout Randomness, _ body: (Milliseconds, inout Randomness) -> Void, _ mean: (Int) -> Double
  ) {
    for hour in 0..<24 {
      // Busy hours and idle ones: what happens comes in clumps.
      let count = random.poisson(mean(hour) * random.noise(0.35))
      for _ in 0..<count {
        body(day.start + Milliseconds(hour) * 3_600_000 + Milliseconds(random.below(3_600_000)), &random)
      }
    }
  }

  private func periodic(
    _ minutes: Int, _ random: inout Randomness, _ body: (Milliseconds, inout Randomness) -> Void
  ) {
    let period = Milliseconds(minutes) * 60_000
    var time = day.start + Milliseconds(phase * Double(period))
    while time < day.start + 86_400_000 {
      body(time + Milliseconds(random.below(2500)), &random)
      time += period
    }
  }

  private func once(
    _ hour: Double, _ random: inout Randomness, _ body: (Milliseconds, inout Randomness) -> Void
  ) {
    body(
      local.time(day, hour: hour) + Milliseconds(phase * 600_000) + Milliseconds(random.below(4000)), &random)
  }
}
