import Foundation
import HarrierEvents
import HarrierFormats
import HarrierInputs

/// Reads many files as one stream in time: always on with the file that is furthest behind, so that
/// buckets can close although a day lies in fifty files.
final class FileSchedule {
  /// Chunks that are worked on between two looks at the clock.
  struct Round: @unchecked Sendable {
    var chunks: [(file: HuntFile, chunk: Chunk)]
    /// All that is still to come begins here (in nanoseconds), lateness apart; `.max` when nothing is.
    var horizon: Int64
    /// Where the files stand after it, those that are open.
    var open: [(file: HuntFile, place: ChunkPlace, time: Int64)] = []
    /// Files not yet opened after it: so many of the first of ``FileSchedule/order``.
    var waiting: Int = 0
  }

  private struct Active {
    var file: HuntFile
    var reader: ChunkReader
    var probe: ChunkProbe
    var next: Chunk
    var time: Int64
  }

  /// Bytes a round may hold.
  private let roundBytes: Int
  private let leavesOpenRecords: Bool
  private var waiting: [HuntFile]
  /// As ``waiting`` was in the beginning.
  let order: [HuntFile]
  private var active: [Active] = []
  private(set) var bytesRead: Int64 = 0
  private let onProblem: (HuntFile, String) -> Void

  /// - Parameter leavesOpenRecords: whether a record that a plain file ends within is left for a later hunt.
  init(
    _ files: [HuntFile], roundBytes: Int = 8 << 20, leavesOpenRecords: Bool = false,
    onProblem: @escaping (HuntFile, String) -> Void
  ) {
    self.leavesOpenRecords = leavesOpenRecords
    // The list is taken from its end. Unordered files hold the clock, so they go first.
    self.roundBytes = max(1, roundBytes)
    let unread = files.filter { !$0.isDone && $0.resumesAt == nil }
    let ordered = unread.filter { !$0.isUnordered }
      .sorted { ($0.firstTime, $0.path) > ($1.firstTime, $1.path) }
    // Members of an archive that is read in one go follow each other as the archive has them.
    waiting = ordered + unread.filter(\.isUnordered).reversed()
    order = waiting
    self.onProblem = onProblem
    for file in files where file.resumesAt != nil { open(file) }
  }

  /// The next round, or nil at the end of all files.
  func nextRound() -> Round? {
    var round = Round(chunks: [], horizon: .max)
    var bytes = 0
    while bytes < roundBytes, let place = furthestBehind() {
      let item = active[place]
      round.chunks.append((item.file, item.next))
      bytes += item.next.bytes.count
      advance(place)
    }
    if round.chunks.isEmpty { return nil }
    round.horizon = horizon
    round.open = active.map { ($0.file, $0.next.place, $0.time) }
    round.waiting = waiting.count
    return round
  }

  private var horizon: Int64 {
    let open = active.map { $0.file.isUnordered ? Int64.min : $0.time }.min() ?? .max
    let unopened = waiting.last.map { $0.isUnordered ? Int64.min : $0.firstTime } ?? .max
    return min(open, unopened)
  }

  /// Opens files whose time has come and names the active one with the least time.
  private func furthestBehind() -> Int? {
    while let candidate = waiting.last {
      let least = active.map(\.time).min() ?? .max
      // The clock waits for all unordered files anyway: one after the other, so that few are open.
      guard active.isEmpty || (!candidate.isUnordered && candidate.firstTime <= least) else { break }
      waiting.removeLast()
      open(candidate)
    }
    return active.indices.min {
      (active[$0].time, active[$0].file.path) < (active[$1].time, active[$1].file.path)
    }
  }

  private func open(_ file: HuntFile) {
    do throws(InputError) {
      let stream: any ByteStream
      if let opened = file.opened { stream = opened } else { stream = try ByteStreams.open(path: file.path) }
      let reader = ChunkReader(
        stream, syntax: file.recognised.syntax, chunkBytes: max(1 << 12, roundBytes / 16))
      reader.leavesOpenRecord = leavesOpenRecords && file.isPlain && file.opened == nil
      if let there = file.resumesAt {
        reader.resume(at: there.place, from: file.startOffset)
      } else if file.startOffset > 0 {
        reader.skip(file.startOffset)
      }
      let probe = ChunkProbe(file)
      guard let chunk = reader.next() else {
        finish(file, reader)
        return
      }
      let time =
        file.isUnordered ? Int64.min : file.resumesAt?.time ?? probe.leastTime(chunk.bytes) ?? file.firstTime
      active.append(Active(file: file, reader: reader, probe: probe, next: chunk, time: time))
    } catch {
      onProblem(file, error.reason)
    }
  }

  private func advance(_ place: Int) {
    let item = active[place]
    guard let chunk = item.reader.next() else {
      finish(item.file, item.reader)
      active.remove(at: place)
      return
    }
    active[place].next = chunk
    if !item.file.isUnordered {
      active[place].time = item.probe.leastTime(chunk.bytes) ?? item.time
    }
  }

  private func finish(_ file: HuntFile, _ reader: ChunkReader) {
    file.finish(bytes: reader.bytesRead, left: reader.bytesLeft, problem: reader.problem?.reason)
  }
}
