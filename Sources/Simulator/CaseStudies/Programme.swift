/// Which case study is played on which day, and what it adds.
struct Programme: Sendable {
  let labels: [Label]
  private let injections: [Injection]

  init(world: World, days: [SimulatedDay], firstDay: Int) {
    var random = Randomness(seed: world.fleet.seed, Randomness.key("programme"))
    let later = days.filter { $0.index >= firstDay }
    let working = later.filter { !$0.isWeekend }
    let stages = (working.isEmpty ? later : working).shuffled(using: &random)
    var labels: [Label] = []
    var injections: [Injection] = []
    if !stages.isEmpty {
      for (position, study) in CaseStudyRegistry.all.shuffled(using: &random).enumerated() {
        var stage = Stage(world: world, day: stages[position % stages.count], scenario: study.scenario)
        study.play(on: &stage)
        labels += stage.labels
        injections += stage.injections
      }
    }
    self.labels = labels.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    self.injections = injections
  }

  /// Several on one day.
  init(world: World, day: SimulatedDay, playing studies: [any CaseStudy.Type]) {
    var labels: [Label] = []
    var injections: [Injection] = []
    for study in studies {
      var stage = Stage(world: world, day: day, scenario: study.scenario)
      study.play(on: &stage)
      labels += stage.labels
      injections += stage.injections
    }
    self.labels = labels
    self.injections = injections
  }

  static let none = Programme()

  private init() {
    labels = []
    injections = []
  }

  func play(_ dataset: Dataset, into batch: Batch) {
    for injection in injections where injection.dataset == dataset && injection.dayIndex == batch.day.index {
      var random = Randomness(seed: injection.seed)
      injection.write(batch, &random)
    }
  }
}
