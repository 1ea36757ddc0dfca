/// What a simulation is about: which logs there are, who joins when, and what is played.
public enum Scene: String, Sendable, CaseIterable {
  /// Every kind of log, and every case study on a day of its own.
  case enterprise
  /// Endpoint logs alone: new software on every machine within one day, on which one machine in twenty is new, and
  /// one intruder among all that.
  case rolloutStorm = "rollout-storm"

  var datasets: [Dataset] {
    switch self {
    case .enterprise: Dataset.allCases
    case .rolloutStorm: [.process, .network]
    }
  }

  func programme(_ world: World, _ days: [SimulatedDay], _ options: EnterpriseOptions) -> Programme {
    switch self {
    case .enterprise:
      options.attacks ? Programme(world: world, days: days, firstDay: options.injectFromDay) : .none
    case .rolloutStorm:
      Programme(
        world: world, day: days[stormDay(options)],
        playing: options.attacks ? [RolloutStorm.self, OddWindowsProcess.self] : [RolloutStorm.self])
    }
  }

  /// The new machines of that day: the last of the fleet.
  func joiners(_ options: EnterpriseOptions) -> (count: Int, day: Int)? {
    switch self {
    case .enterprise: nil
    case .rolloutStorm: (options.hosts / 21, stormDay(options))
    }
  }

  private func stormDay(_ options: EnterpriseOptions) -> Int { min(options.injectFromDay, options.days - 1) }
}
