@testable import HarrierEngine
import HarrierFeatures
import HarrierJobs
import Testing

/// What lives on between buckets stays within its bounds, and lets go of the same whatever the order.
struct TransformBoundTests {
  private static func group(_ parts: [String], first: Int64, last: Int64) -> DerivedGroup {
    let bytes = parts.map { Array($0.utf8) }
    return DerivedGroup(
      name: GroupName(bytes.map { part in part.withUnsafeBufferPointer { copied($0) } }), count: 1,
      first: first, last: last, payloads: [], witnesses: [])
  }

  /// Tests may leak a few names.
  private static func copied(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    return UnsafeBufferPointer(copy)
  }

  @Test func `more sessions than there is room for end those silent for longest`() {
    var sessions = OpenSessions(.init(idleSeconds: 3600, longestSeconds: 86_400), most: 100)
    let groups = (0..<150).map { Self.group(["s\($0)"], first: 0, last: Int64($0)) }
    let told = sessions.add(groups, bucketEnd: 1_000_000)
    let ended = told.filter(\.isEnd)
    #expect(sessions.count == 88)
    #expect(sessions.endedEarly == 62 && ended.count == 62)
    #expect(ended.allSatisfy { $0.time == 999_999 })
    #expect(Set(ended.map(\.group.last)) == Set(0..<62))
    var shuffled = OpenSessions(.init(idleSeconds: 3600, longestSeconds: 86_400), most: 100)
    let again = shuffled.add(groups.reversed(), bucketEnd: 1_000_000)
    #expect(Set(again.filter(\.isEnd).map(\.group.name)) == Set(ended.map(\.group.name)))
  }

  @Test func `first sightings forget what was not seen for longest`() {
    var sightings = FirstSightings(most: 100)
    func value(_ number: Int) -> ArraySlice<UInt8> { Array("d\(number)".utf8)[...] }
    for number in 0..<1000 {
      sightings.note(value(number), first: Int64(number), last: Int64(number))
      // One that is asked for again and again stays.
      sightings.note(value(0), first: Int64(number), last: Int64(number))
      sightings.makeRoom()
      #expect(sightings.count <= 100)
    }
    #expect(sightings.forgotten >= 900)
    #expect(sightings.ageDays(of: value(1), at: 0) == nil)
    #expect(sightings.ageDays(of: value(0), at: 86_400_000_000_000) == 1)
  }

  @Test func `ancestry forgets those who started nobody for longest`() {
    let lineage = Transform.Lineage(
      name: "l", host: "h", process: "p", ids: ["i"], parent: "pp", parentIDs: ["pi"], depth: 5)
    var ancestry = Ancestry(lineage, shown: 0, most: 50)
    for number in 1...400 {
      let start = Self.group(
        ["host", "p\(number)", "p\(number - 1)", "\(number)", "\(number - 1)"], first: Int64(number),
        last: Int64(number))
      let resolved = ancestry.resolve([start])
      let chain = String(decoding: resolved[0].name.parts[0], as: UTF8.self)
      let names = (max(0, number - 4)...number).map { "p\($0)" }
      #expect(chain == names.joined(separator: " > "))
      #expect(ancestry.count <= 50)
    }
    #expect(ancestry.forgotten >= 350)
    // A child of one that was forgotten knows its parent alone.
    let late = Self.group(["host", "x", "p3", "999", "3"], first: 500, last: 500)
    #expect(String(decoding: ancestry.resolve([late])[0].name.parts[0], as: UTF8.self) == "p3 > x")
  }

  @Test func `ancestry keeps who goes on starting others, and tells only of early losses`() {
    let lineage = Transform.Lineage(
      name: "l", host: "h", process: "p", ids: ["i"], parent: "pp", parentIDs: ["pi"], depth: 5)
    var ancestry = Ancestry(lineage, shown: 0, most: 50)
    func chain(_ parts: [String], hour: Int) -> String {
      let time = Int64(hour) * 3600 * 1_000_000_000
      let resolved = ancestry.resolve([Self.group(parts, first: time, last: time)])
      return String(decoding: resolved[0].name.parts[0], as: UTF8.self)
    }
    #expect(chain(["host", "shell", "logon", "s", "l"], hour: 0) == "logon > shell")
    for hour in 1...1000 {
      #expect(chain(["host", "tool", "shell", "t\(hour)", "s"], hour: hour) == "logon > shell > tool")
    }
    #expect(ancestry.forgotten == 0)
    for number in 0..<100 { _ = chain(["host", "burst", "shell", "b\(number)", "s"], hour: 1001) }
    #expect(ancestry.forgotten > 0)
  }

  @Test func `a group's values and raw events are those of least hash, in any order`() {
    func group(_ numbers: [Int]) -> DerivedGroup {
      var made = Self.group(["k"], first: 0, last: 0)
      let pairs = numbers.map { (UInt64($0), Array("v\($0)".utf8)) }
      made.payloads = [.strings(StringSet(Dictionary(uniqueKeysWithValues: pairs), isCapped: false))]
      made.witnesses = numbers.map {
        SourceEvent(priority: UInt64($0), time: 0, offset: Int64($0), length: 1, file: 0)
      }
      return made
    }
    let parts = stride(from: 0, to: 400, by: 4).map { group(Array($0..<($0 + 4))) }
    for order in [parts, parts.reversed()] {
      let joined = DerivedGroup.joined(order)
      #expect(joined.count == 1 && joined[0].count == 100)
      #expect(joined[0].witnesses.map(\.priority) == [0, 1, 2, 3])
      guard case .strings(let strings) = joined[0].payloads[0] else { return #expect(Bool(false)) }
      #expect(strings.strings.keys.sorted() == (0..<UInt64(Transform.mostValues)).map { $0 })
    }
  }

  @Test func `raw events are found by where their row lies, spilled or not`() {
    for spill in [nil, SpillFile(room: 0), SpillFile(room: 100)] {
      let evidence = DerivedEvidence(spill: spill)
      func event(_ number: Int) -> SourceEvent {
        SourceEvent(priority: 0, time: Int64(number), offset: Int64(number) << 33, length: 7, file: 3)
      }
      let first = evidence.append(
        [[event(1), event(2)], [], [event(3)]], starts: [0, 40, 90], length: 130, time: 5)
      let second = evidence.append([event(4)], time: 9)
      #expect(evidence.events(at: first) == [event(1), event(2)])
      #expect(evidence.events(at: first + 40) == [])
      #expect(evidence.events(at: first + 90) == [event(3)])
      #expect(evidence.events(at: second) == [event(4)])
      #expect(evidence.events(at: first + 41) == [] && evidence.events(at: -1) == [])
      evidence.forget(before: 6)
      #expect(evidence.events(at: first) == [] && evidence.events(at: second) == [event(4)])
    }
  }
}
