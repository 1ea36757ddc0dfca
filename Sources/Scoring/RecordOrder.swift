/// Strings by their UTF-8 bytes. `String`'s own `<` holds é and e + ´ for equal, which two lines are not.
public enum ByteOrder {
  /// Nil where both are the same bytes.
  public static func precedes(_ a: String, _ b: String) -> Bool? {
    if a.utf8.elementsEqual(b.utf8) { return nil }
    return a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

extension Record {
  /// Job, detector, and the keys partition, over, by; nil where all agree.
  public func keysPrecede(those other: Record) -> Bool? {
    if let first = ByteOrder.precedes(jobID, other.jobID) { return first }
    if detectorIndex != other.detectorIndex { return detectorIndex < other.detectorIndex }
    for part in [\Record.partition, \Record.over, \Record.by] {
      let (mine, theirs) = (self[keyPath: part], other[keyPath: part])
      if let first = ByteOrder.precedes(mine?.value ?? "", theirs?.value ?? "") { return first }
    }
    return nil
  }
}
