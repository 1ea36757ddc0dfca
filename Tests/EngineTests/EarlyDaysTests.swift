import HarrierTesting
import Testing

@testable import HarrierEngine

struct EarlyDaysTests {
  private static let day: Int64 = 86_400

  @Test func `the first of all is told, and once on each of a few days after it`() {
    var days = EarlyDays()
    #expect(days.earlier(at: 0) == 0)
    days.note([1], at: 0)
    #expect(days.earlier(at: Self.day - 1) == nil, "the same day")
    for number in 1...4 {
      let start = Int64(number) * Self.day
      #expect(days.earlier(at: start) == number)
      days.note([1], at: start)
      #expect(days.earlier(at: start + 60) == number, "nothing new yet")
      days.note([UInt64(number + 1)], at: start + 60)
      #expect(days.earlier(at: start + 120) == nil)
    }
    #expect(days.earlier(at: 5 * Self.day) == nil)
    days.note([9], at: 5 * Self.day)
    #expect(days.areOver && days.keys.isEmpty)
  }

  @Test func `who has hundreds of keys is not seldom visited`() {
    var days = EarlyDays()
    days.note(1...300, at: 0)
    #expect(days.areOver)
    #expect(days.earlier(at: 3 * Self.day) == nil)
  }

  @Test func `saved and read it goes on`() throws {
    var days = EarlyDays()
    days.note([7, 8], at: 0)
    days.note([7], at: 2 * Self.day)
    let read = try TestState.restored(days)
    #expect(read.earlier(at: 2 * Self.day + 60) == 1 && read.keys == [7, 8])
  }

  @Test func `in hindsight each day tells of what it has alone`() {
    let names: [[UInt64]] = [[1], [1, 2], [1], [3], [1, 4]]
    let visits = EarlyDays.visits([0, 5, 40, 45, 90], bucketSeconds: 3600) { names[$0] }
    #expect(visits.keys.sorted() == [1, 3, 4])
    #expect(visits.values.allSatisfy { $0.known == [1] && $0.others == 2 })
    #expect(visits[1]?.day == 0..<2 && visits[3]?.day == 2..<4)
    #expect(EarlyDays.visits([0, 23], bucketSeconds: 3600) { names[$0] }[0]?.others == 0)
    let many = Array(stride(from: Int64(0), to: 30 * 6, by: 30))
    #expect(EarlyDays.visits(many, bucketSeconds: 3600) { _ in [1] }.isEmpty)
  }
}
