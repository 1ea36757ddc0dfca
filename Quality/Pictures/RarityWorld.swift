import HarrierModels
import HarrierTesting

/// A synthetic world's words by user and hour, judged before they are learnt.
struct RarityWorld {
  struct Hour {
    var day: Double
    var surprisal: Double
  }

  /// One user's look at an hour.
  struct Look {
    var day: Double
    var member: String
    /// Words that are new to the user.
    var news: Int
  }

  private(set) var strangestByHour: [Hour] = []
  private(set) var looks: [Look] = []

  init(_ kind: SyntheticWorld.Kind, seed: UInt64, injection: SyntheticWorld.Injection? = nil, days: Int) {
    let world = WorldSeries(kind, seed: seed, injection: injection, days: days)
    let model = RareValues(isPartitioned: true, bucketSeconds: 3600)
    var numbers: [String: UInt32] = [:]
    func number(_ text: String) -> UInt32 {
      if let known = numbers[text] { return known }
      numbers[text] = UInt32(numbers.count + 1)
      return numbers[text]!
    }
    let hours = Dictionary(grouping: world.events) { $0.seconds / 3600 }
    for hour in hours.keys.sorted() {
      let members = Dictionary(grouping: hours[hour]!, by: \.member)
      var evidence: [RareValues.Evidence] = []
      var surprisal = 0.0
      let day = Double(hour * 3600 - TestLog.start) / 86_400
      for member in members.keys.sorted() {
        let words = Set(members[member]!.map { number($0.word) }).sorted()
        let part = RareValues.Evidence(
          partition: number(member), members: 1, categories: words.map { ($0, 1) })
        let judged = model.judge(part, bucket: hour)
        surprisal = max(surprisal, judged.map(\.surprisal).max() ?? 0)
        looks.append(
          Look(
            day: day, member: member, news: judged.count { $0.isNew }))
        evidence.append(part)
      }
      strangestByHour.append(Hour(day: day, surprisal: surprisal))
      model.learn(evidence, bucket: hour)
    }
  }
}
