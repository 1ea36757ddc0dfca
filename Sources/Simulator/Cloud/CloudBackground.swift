/// The calls to the cloud on an ordinary day.
struct CloudBackground {
  let fleet: Fleet
  let staff: CloudStaff
  private let writer = CloudWriter()

  init(fleet: Fleet, staff: CloudStaff) {
    self.fleet = fleet
    self.staff = staff
  }

  func generate(_ day: SimulatedDay, into batch: Batch) {
    for habit in staff.people + staff.roles { ordinary(habit, day, batch) }
    adoption(day, batch)
    throttling(day, batch)
  }

  private func ordinary(_ habit: CloudStaff.Habit, _ day: SimulatedDay, _ batch: Batch) {
    let key = Randomness.key(habit.principal.name)
    var random = Randomness(seed: fleet.seed, Randomness.key("cloud"), key, UInt64(day.index))
    let isAway = habit.principal.kind == .user && random.chance(0.08)
    let schedule = Schedule(
      day: day, local: habit.local, phase: habit.phase, load: isAway ? 0 : random.noise(0.3))
    let place = journey(habit, day)
    schedule.times(habit.cadence, &random) { start, random in
      var time = start
      for _ in 0..<random.within(habit.burst) {
        var call =
          random.chance(habit.curiosity)
          ? CloudStaff.longTail[random.zipf(CloudStaff.longTail.count)] : habit.calls.pick(&random)
        if random.chance(habit.principal.kind == .user ? 0.012 : 0.003) {
          call = mistake(call, by: habit.principal, &random)
        }
        writer.write(call, by: habit.principal, at: time, in: batch, &random, from: place)
        time += Milliseconds(random.below(15_000))
      }
    }
  }

  /// A few people are on the road for some days, in the quiet weeks and in the later ones.
  private func journey(_ habit: CloudStaff.Habit, _ day: SimulatedDay) -> CloudPlace? {
    let journeys: [(first: Int, last: Int, person: Int, place: Int)] = [
      (3, 4, 1, 0), (7, 9, 5, 1), (10, 11, 2, 2), (15, 17, 3, 1), (17, 18, 6, 3),
    ]
    let away = journeys.first {
      (($0.first)...($0.last)).contains(day.index)
        && staff.people[($0.person + Int(fleet.seed % 3)) % staff.people.count].principal.name
          == habit.principal.name
    }
    return away.map { Self.destinations[$0.place] }
  }

  private static let destinations = [
    CloudPlace(
      address: "198.51.100.14", city: "Paris", country: "France", code: "FR", network: "Hôtel Networks",
      number: 64_800),
    CloudPlace(
      address: "198.51.100.77", city: "Lisbon", country: "Portugal", code: "PT", network: "Tejo Mobile",
      number: 64_801),
    CloudPlace(
      address: "198.51.100.120", city: "Toronto", country: "Canada", code: "CA", network: "Mapleline",
      number: 64_802),
    CloudPlace(
      address: "198.51.100.201", city: "Tokyo", country: "Japan", code: "JP",
      network: "Sakura Guest Networks", number: 64_803),
  ]

  /// A typo, a missing right, something that is not there.
  private func mistake(_ call: CloudCall, by principal: Principal, _ random: inout Randomness) -> CloudCall {
    if random.chance(0.015) {
      return call.failing(
        Self.rareCodes[random.zipf(Self.rareCodes.count)], "The request could not be processed")
    }
    return switch random.zipf(7) {
    case 0:
      call.failing(
        "AccessDenied", "User: \(principal.arn) is not authorized to perform: \(call.service):\(call.action)")
    case 1: call.failing("NoSuchEntity", "The user with name \(principal.name) cannot be found.")
    case 2: call.failing("ResourceNotFoundException", "The requested resource does not exist")
    case 3: call.failing("ValidationException", "1 validation error detected")
    case 4: call.failing("Client.InvalidInstanceID.NotFound", "The instance ID does not exist")
    case 5: call.failing("NoSuchBucketPolicy", "The bucket policy does not exist")
    default: call.failing("InvalidClientTokenId", "The security token included in the request is invalid")
    }
  }

  /// What goes wrong once in a few weeks.
  private static let rareCodes = [
    "InvalidParameterValue", "Client.InvalidGroup.NotFound", "EntityAlreadyExists", "NoSuchKey",
    "ConflictException",
    "Client.InvalidSnapshot.NotFound", "LimitExceededException", "NoSuchBucket", "MalformedPolicyDocument",
    "ExpiredToken", "Client.DependencyViolation", "DeleteConflict", "RepositoryNotFoundException",
    "Client.InvalidVolume.NotFound", "InvalidPermission.Duplicate", "BucketAlreadyExists",
    "ServiceUnavailable",
    "Client.InstanceLimitExceeded", "InvalidInput", "Client.VolumeInUse", "KMSInvalidStateException",
    "DryRunOperation",
  ]

  /// A new service, taken up by four people from the sixteenth day on.
  private func adoption(_ day: SimulatedDay, _ batch: Batch) {
    guard day.index >= 15 else { return }
    for habit in staff.people.suffix(4).prefix(1 + (day.index - 15)) {
      var random = Randomness(
        seed: fleet.seed, Randomness.key("adoption"), Randomness.key(habit.principal.name), UInt64(day.index))
      let schedule = Schedule(day: day, local: habit.local, phase: habit.phase, load: 1)
      schedule.times(.office(0.8), &random) { time, random in
        writer.write(random.pick(CloudStaff.adopted), by: habit.principal, at: time, in: batch, &random)
      }
    }
  }

  /// Now and then a pipeline asks too often.
  private func throttling(_ day: SimulatedDay, _ batch: Batch) {
    var random = Randomness(seed: fleet.seed, Randomness.key("throttling"), UInt64(day.index))
    for _ in 0..<random.poisson(1.2) {
      let habit = random.pick(staff.roles)
      let call = CloudCall("DescribeInstances", "ec2").failing(
        "Client.RequestLimitExceeded", "Request limit exceeded.")
      var time = day.time(hour: 24 * random.unit())
      for _ in 0..<Int(random.pareto(least: 4, exponent: 1.2, most: 90)) {
        writer.write(call, by: habit.principal, at: time, in: batch, &random)
        time += Milliseconds(random.below(3000))
      }
    }
  }
}
