import HarrierJobs

/// One small play a kind of evidence. What is drawn has its seed, so that they are the same in every run.
extension RehearsalScene {
  private static let buckets = 60
  private static let strange = 57

  private func play(
    _ buckets: Int = buckets, at strange: Int = strange, quiet: (Int) -> [JobRehearsal.Event],
    strange events: [JobRehearsal.Event]
  ) -> Play {
    Play(
      quiet: (0..<buckets).flatMap(quiet), strange: events, strangeBucket: bucketStart(strange))
  }

  /// What a finding has to reach.
  private var floor: Double {
    detector.customRules.flatMap(\.conditions).filter { $0.subject == .actual }.map(\.bound).max() ?? 0
  }

  /// A moment of a bucket.
  private func moment(_ index: Int, _ share: Double) -> Double { (Double(index) + share) * bucket }

  /// Three habitual values in turn, in each partition; then one that nobody saw.
  func presence() -> Play? {
    if detector.by == Categorization.category { return newMessage() }
    guard let by = values(detector.by, atLeast: 2) else { return nil }
    let habits = Array(by.prefix(min(3, by.count - 1)))
    let partitions = values(detector.partition, atLeast: 1) ?? [""]
    let home = partitions[0]
    return play(
      quiet: { index in
        partitions.prefix(2).enumerated().flatMap { place, partition in
          habits.indices.map { turn in
            event(
              moment(index, 0.1 + 0.2 * Double(turn) + 0.05 * Double(place)),
              [detector.by: habits[(index + turn) % habits.count], detector.partition: partition])
          }
        }
      },
      strange: [
        event(moment(Self.strange, 0.9), [detector.by: by[by.count - 1], detector.partition: home])
      ])
  }

  private func newMessage() -> Play? {
    let field = row.keys.contains("message") ? "message" : nil
    guard let field else { return nil }
    let words = ["session opened for the day", "daily backup has finished", "unit started without trouble"]
    return play(
      quiet: { index in
        words.enumerated().map { event(moment(index, 0.2 + 0.2 * Double($0)), [field: $1]) }
      },
      strange: [event(moment(Self.strange, 0.9), [field: "segmentation fault while reading foreign input"])])
  }

  /// A handful of events a bucket, then a hundred and twenty.
  func crowd() -> Play? {
    let keys = keys(3)
    return play(
      quiet: { index in
        keys.enumerated().flatMap { number, key in
          (0..<(3 + (index * 7 + number) % 3)).map { event(moment(index, 0.05 + 0.15 * Double($0)), key) }
        }
      }, strange: (0..<120).map { event(moment(Self.strange, 0.1 + 0.005 * Double($0)), keys[0]) })
  }

  /// Eight events a bucket, until they stop.
  func silence() -> Play? {
    let keys = keys(3)
    func bucketful(_ index: Int, _ number: Int) -> [JobRehearsal.Event] {
      (0..<(7 + (index * 5 + number) % 3)).map { event(moment(index, 0.05 + 0.1 * Double($0)), keys[number]) }
    }
    let stops = (Self.strange - 2)...Self.strange
    return Play(
      quiet: (0..<Self.buckets).flatMap { index in
        keys.indices.filter { $0 > 0 || !stops.contains(index) }.flatMap { bucketful(index, $0) }
      }, strange: [], ordinary: stops.flatMap { bucketful($0, 0) },
      strangeBucket: bucketStart(Self.strange))
  }

  /// Two or three values a bucket, then all there are.
  func variety() -> Play? {
    guard let name = detector.field, var fixed = values(name, atLeast: 8) else { return nil }
    // What is below the job's floor is no finding: as many more as it takes, where the query lets any pass.
    let words = fixed
    for number in 0..<Int(1.5 * floor) where Double(fixed.count) < 1.2 * floor {
      let value = "\(words[number % words.count])-\(number)"
      if passes(name, value) { fixed.append(value) }
    }
    let keys = keys(3)
    return play(
      quiet: { index in
        keys.enumerated().flatMap { number, key in
          (0..<(2 + (index + number) % 2)).map { turn in
            event(moment(index, 0.1 + 0.2 * Double(turn)), key.merging([name: fixed[turn]]) { $1 })
          }
        }
      },
      strange: fixed.enumerated().map { turn, value in
        event(moment(Self.strange, 0.5 + 0.005 * Double(turn)), keys[0].merging([name: value]) { $1 })
      })
  }

  /// A few texts that repeat, then sixty that never did.
  func chatter() -> Play? {
    guard let field = detector.field, let texts = values(field, atLeast: 3) else { return nil }
    let keys = keys(4)
    return play(
      quiet: { index in
        keys.flatMap { key in
          (0..<3).map { turn in
            event(
              moment(index, 0.1 + 0.2 * Double(turn)),
              key.merging([field: texts[(index + turn) % 3]]) { $1 })
          }
        }
      },
      strange: (0..<60).map { turn in
        event(
          moment(Self.strange, 0.5 + 0.005 * Double(turn)),
          keys[0].merging([field: noise(turn, like: texts[turn % texts.count], of: field)]) { $1 })
      })
  }

  /// Text that no other has; of a field that takes only some values, those.
  private func noise(_ turn: Int, like text: String, of field: String) -> String {
    var random = TestRandom(seed: UInt64(turn + 1))
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    let word = String((0..<48).map { _ in letters[Int(random.next() % 36)] })
    let candidates = ["\(word).\(text)", "\(text) \(word)", text]
    return candidates.first { passes(field, $0) } ?? text
  }

  /// Numbers of one size, then one two hundred times as large.
  func magnitude() -> Play? {
    guard let field = detector.field else { return nil }
    // What is below the job's floor is no finding, whatever it was before.
    let size = max(Double(row[field] ?? "1000") ?? 1000, floor / 100)
    let keys = keys(5)
    var random = TestRandom(seed: 11)
    let sizes = (0..<(Self.buckets * keys.count * 3)).map { _ in size * (1 + 0.3 * random.uniform()) }
    return play(
      quiet: { index in
        keys.enumerated().flatMap { number, key in
          (0..<3).map { turn in
            // Where the strange thing comes, the rest is as ordinary as can be.
            let drawn = sizes[(index * keys.count + number) * 3 + turn]
            let value = index == Self.strange ? size * 1.15 : drawn
            return event(moment(index, 0.1 + 0.2 * Double(turn)), key.merging([field: text(value)]) { $1 })
          }
        }
      },
      strange: (0..<5).map { turn in
        event(
          moment(Self.strange, 0.8 + 0.02 * Double(turn)),
          keys[0].merging([field: text(size * 200)]) { $1 })
      })
  }

  /// Numbers that differ a little, then a lot.
  func restlessness() -> Play? {
    guard let field = detector.field else { return nil }
    let size = Double(row[field] ?? "1000") ?? 1000
    let keys = keys(3)
    return play(
      quiet: { index in
        keys.flatMap { key in
          (0..<4).map { turn in
            let value = size * (1 + 0.05 * Double((index * 5 + turn * 3) % 7))
            return event(moment(index, 0.1 + 0.2 * Double(turn)), key.merging([field: text(value)]) { $1 })
          }
        }
      },
      strange: [1.0, 300, 700].enumerated().map { turn, factor in
        event(
          moment(Self.strange, 0.8 + 0.02 * Double(turn)),
          keys[0].merging([field: text(size * factor)]) { $1 })
      })
  }

  /// Numbers that differ a lot, then not at all.
  func monotony() -> Play? {
    guard let field = detector.field else { return nil }
    let size = Double(row[field] ?? "1000") ?? 1000
    let keys = keys(3)
    func day(_ index: Int, _ key: [String?: String], _ isFlat: Bool) -> [JobRehearsal.Event] {
      (0..<8).map { turn in
        let value = isFlat ? size : size * (1 + 0.5 * Double((index * 5 + turn * 3) % 7))
        return event(moment(index, 0.1 + 0.1 * Double(turn)), key.merging([field: text(value)]) { $1 })
      }
    }
    let quiet = (0..<Self.buckets).flatMap { index in
      keys.indices.filter { $0 > 0 || index != Self.strange }.flatMap { day(index, keys[$0], false) }
    }
    return Play(
      quiet: quiet, strange: day(Self.strange, keys[0], true), ordinary: day(Self.strange, keys[0], false),
      strangeBucket: bucketStart(Self.strange))
  }

  /// Events by day, then one at night.
  func oddHour() -> Play? {
    let keys = keys(3)
    var quiet: [JobRehearsal.Event] = []
    for day in 0..<28 where day % 7 < 5 {
      for (number, key) in keys.enumerated() {
        for hour in [9.0, 10.5, 13, 15] {
          quiet.append(event(Double(day) * 86_400 + hour * 3600 + Double(number) * 60, key))
        }
      }
    }
    let night = 24.0 * 86_400 + 3 * 3600
    return Play(
      quiet: quiet, strange: [event(night + 60, keys[0])],
      strangeBucket: Int64(start) + Int64(night / bucket) * Int64(bucket))
  }

  /// One town, then the other side of the world.
  func farPlace() -> Play? {
    guard let field = detector.field else { return nil }
    let keys = keys(3)
    return play(
      quiet: { index in
        keys.enumerated().map { event(moment(index, 0.3), $1.merging([field: "50.1\($0),8.6"]) { $1 }) }
      }, strange: [event(moment(Self.strange, 0.6), keys[0].merging([field: "-33.9,151.2"]) { $1 })])
  }

  /// Contacts as they come, then a pair as by the clock.
  func clockwork() -> Play? {
    guard let by = values(detector.by, atLeast: 4), let partitions = values(detector.partition, atLeast: 3)
    else { return nil }
    var random = TestRandom(seed: 7)
    let days = 12
    var quiet: [JobRehearsal.Event] = []
    for day in 0..<days {
      for place in 0..<3 {
        for target in 0..<3 {
          // Three sittings a day, in which one thing brings the next.
          for sitting in 0..<3 {
            var time = 0.15 + 0.25 * Double(sitting) + 0.1 * random.uniform()
            for _ in 0..<5 {
              var fields: [String?: String] = [
                detector.partition: partitions[place], detector.by: by[target],
              ]
              if let field = detector.field { fields[field] = text(500 + 4000 * random.uniform()) }
              quiet.append(event(moment(day, time), fields))
              time += 0.01 * random.exponential()
            }
          }
        }
      }
    }
    let strange = (0..<144).map { turn in
      var fields: [String?: String] = [detector.partition: partitions[0], detector.by: by[3]]
      if let field = detector.field { fields[field] = "1200" }
      return event(Double(days - 2) * bucket + Double(turn) * 600 + 5, fields)
    }
    return Play(quiet: quiet, strange: strange, strangeBucket: bucketStart(days - 2))
  }

  private func text(_ number: Double) -> String { String(Int(number.rounded())) }
}
