import HarrierFeatures
import HarrierModels
import HarrierStatistics

#if canImport(Glibc)
  import Glibc
#endif

/// How members of a population spell: mean bits a character of their distinct strings, against their own
/// habit and against what others show at the same age.
struct SpellingHabits: StateCodable {
  private var model = CharacterModel()
  private var population = Population()
  private var members: [Int: PopulationMember] = [:]

  /// Strings of a member that teach the model in a bucket: a content network's thousands must not
  /// make noise the norm.
  private static let mostLessons = 8
  /// Strings of a member that are judged in a bucket.
  static let mostStrings = 32
  /// Characters of typical spelling that a few characters are mixed with.
  private static let shrinkage = 24.0

  /// What this bucket's members showed, to be learnt when all are judged.
  private var lessons: [(member: Int, x: Double)] = []

  init() {}

  /// nil while too little is known.
  mutating func surprisal(of aggregate: MergedAggregate, member: Int) -> Double? {
    guard model.isReady, let x = value(of: aggregate) else { return nil }
    lessons.append((member, x))
    let belief = (members[member] ?? PopulationMember()).predictive(population)
    return max(0, -Tails.logStudentUpper((x - belief.center) / belief.scale, freedom: belief.freedom))
  }

  private func value(of aggregate: MergedAggregate) -> Double? {
    guard case .strings(let strings) = aggregate.payload else { return nil }
    var bits = 0.0
    var characters = 0.0
    for hash in strings.strings.keys.sorted().prefix(Self.mostStrings) {
      let one = model.bits(of: strings.strings[hash]!)
      bits += one.bits
      characters += one.characters
    }
    guard characters > 0 else { return nil }
    let typical = population.peers(atAge: 0).mean
    return (bits + Self.shrinkage * typical) / (characters + Self.shrinkage)
  }

  /// Takes in the bucket whose members were judged.
  mutating func learn(_ closed: [MergedAggregate]) {
    for (member, x) in lessons {
      var habit = members[member] ?? PopulationMember()
      let belief = habit.predictive(population)
      population.learn(x, age: habit.observations, center: belief.center, scale: belief.scale)
      habit.learn(x)
      members[member] = habit
    }
    lessons.removeAll(keepingCapacity: true)
    for aggregate in closed {
      guard case .strings(let strings) = aggregate.payload else { continue }
      for hash in strings.strings.keys.sorted().prefix(Self.mostLessons) {
        model.learn(strings.strings[hash]!, weight: 1)
      }
    }
  }

  /// Takes back the lesson of a member that was judged last.
  mutating func skip(_ member: Int) { if lessons.last?.member == member { lessons.removeLast() } }

  /// Lets go of members; those that stay move up.
  mutating func forget(_ isGone: [Bool]) {
    let stay = isGone.indices.filter { !isGone[$0] }
    let pairs = stay.enumerated().compactMap { new, old in members[old].map { (new, $0) } }
    members = Dictionary(uniqueKeysWithValues: pairs)
  }

  /// Of the members; the model of spelling has a fixed size.
  var byteCount: Int {
    TableBytes.dictionary(members.count, entry: 8 + MemoryLayout<PopulationMember>.stride)
  }

  func encode(to writer: inout StateWriter) {
    model.encode(to: &writer)
    population.encode(to: &writer)
    writer.write(members.count)
    for member in members.keys.sorted() {
      writer.write(member)
      members[member]!.encode(to: &writer)
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    model = try CharacterModel(from: &reader)
    population = try Population(from: &reader)
    for _ in 0..<(try reader.readCount(least: 10)) {
      let member = try reader.readInt()
      members[member] = try PopulationMember(from: &reader)
    }
  }
}
