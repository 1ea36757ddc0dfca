import HarrierFeatures
import HarrierTesting
import Testing

struct AggregateTableTests {
  private static let cap = 8
  private let key = AggregateKey(partition: 1, over: 0, by: 0)

  private func row(_ value: UInt64, event: UInt64, offset: Int64) -> SampleRow {
    SampleRow(
      priority: value << 32 | event, isOfValue: true, time: 0, offset: offset, length: 1, file: 0, rawBy: 0,
      influencers: .init())
  }

  private func sample(_ rows: [SampleRow]) -> [SampleRow] {
    let table = AggregateTable(sampleCap: Self.cap)
    for row in rows {
      let entry = table.entry(of: key)
      if table.count(entry, ofValue: row.priority, events: 1) { table.keep(row, of: entry) }
    }
    return table.sample(of: 0).sorted { $0.precedes($1) }
  }

  /// Few values of many events, events that tie, and more values than there is room for.
  private func rows(values: UInt64, seed: UInt64) -> [SampleRow] {
    var random = TestRandom(seed: seed)
    return (0..<600).map { row(random.next() % values, event: random.next() % 5, offset: Int64($0)) }
  }

  @Test(arguments: [3, 8, 9, 200] as [UInt64])
  func `a sample of values is the first event of each value of least hash, in any order`(values: UInt64) {
    var random = TestRandom(seed: values)
    let rows = rows(values: values, seed: 7)
    var first: [UInt64: SampleRow] = [:]
    for row in rows where first[row.priority >> 32].map({ row.precedes($0) }) ?? true {
      first[row.priority >> 32] = row
    }
    let expected = first.values.sorted { $0.precedes($1) }.prefix(Self.cap).map(\.offset)
    for _ in 0..<5 {
      #expect(sample(rows.shuffled(using: &random)).map(\.offset) == expected)
    }
  }

  @Test func `a sample of events keeps those of least priority`() {
    var random = TestRandom(seed: 3)
    let table = AggregateTable(sampleCap: Self.cap)
    let priorities = (0..<100).map { _ in random.next() }
    for (offset, priority) in priorities.enumerated() {
      let entry = table.entry(of: key)
      guard table.count(entry, priority: priority, events: 1) else { continue }
      table.keep(
        SampleRow(
          priority: priority, time: 0, offset: Int64(offset), length: 1, file: 0, rawBy: 0,
          influencers: .init()), of: entry)
    }
    #expect(table.sample(of: 0).map(\.priority).sorted() == priorities.sorted().prefix(Self.cap).map(\.self))
    #expect(table.events == 100)
  }
}
