import HarrierStatistics

/// What a model is after it was saved.
public enum TestState {
  public static func bytes(of state: some StateCodable) -> [UInt8] {
    var writer = StateWriter()
    state.encode(to: &writer)
    return writer.bytes
  }

  /// - Throws: ``StateReader/Failure`` too where the state does not read all that it wrote.
  public static func restored<State: StateCodable>(_ state: State) throws -> State {
    var reader = StateReader(bytes(of: state))
    let restored = try State(from: &reader)
    guard reader.isAtEnd else { throw StateReader.Failure.damaged }
    return restored
  }
}
