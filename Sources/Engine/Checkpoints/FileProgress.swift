import HarrierInputs
import HarrierStatistics

/// How far a hunt is with a file, for its checkpoint.
struct FileProgress: StateCodable, Sendable {
  enum Stage: Sendable {
    case waiting
    /// The chunk that comes next, and its least time.
    case open(ChunkPlace, time: Int64)
    case done(bytes: Int64, readSize: Int64, problem: String?)
  }

  var path: String
  /// As the whole file was called before it was read; a file that is shorter now is another.
  var sizeOnDisk: Int64
  var events: Int
  var rejected: Int
  var asked: Int
  var unasked: Int
  var stage: Stage

  init(_ file: HuntFile, stage: Stage) {
    path = file.path
    sizeOnDisk = file.sizeOnDisk
    events = file.events
    rejected = file.rejected
    asked = file.asked
    unasked = file.unasked
    self.stage = stage
  }

  func encode(to writer: inout StateWriter) {
    writer.write(path)
    writer.write(Int(sizeOnDisk))
    writer.write(events)
    writer.write(rejected)
    writer.write(asked)
    writer.write(unasked)
    switch stage {
    case .waiting: writer.write(0)
    case .open(let place, let time):
      writer.write(1)
      writer.write(Int(place.offset))
      writer.write(place.line)
      writer.write(place.brackets.count)
      for bracket in place.brackets { writer.write(bracket) }
      writer.write(Int(time))
    case .done(let bytes, let readSize, let problem):
      writer.write(2)
      writer.write(Int(bytes))
      writer.write(Int(readSize))
      writer.write(problem)
    }
  }

  init(from reader: inout StateReader) throws(StateReader.Failure) {
    path = try reader.readString()
    sizeOnDisk = Int64(try reader.readInt())
    events = try reader.readInt()
    rejected = try reader.readInt()
    asked = try reader.readInt()
    unasked = try reader.readInt()
    switch try reader.readInt() {
    case 0: stage = .waiting
    case 1:
      var place = ChunkPlace(
        offset: Int64(try reader.readInt()), line: try reader.readInt())
      for _ in 0..<(try reader.readCount()) { place.brackets.append(try reader.readInt()) }
      stage = .open(place, time: Int64(try reader.readInt()))
    case 2:
      stage = .done(
        bytes: Int64(try reader.readInt()), readSize: Int64(try reader.readInt()),
        problem: try reader.readStringIfAny())
    default: throw .damaged
    }
  }
}
