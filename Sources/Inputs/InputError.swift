/// An input that cannot be read, or not to its end.
public struct InputError: Error, CustomStringConvertible, Hashable {
  public var path: String
  public var reason: String
  public init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }
  public var description: String { "\(path): \(reason)" }
}
