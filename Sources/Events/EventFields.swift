/// The wanted fields of a hunt, each with its slot: what a plan asks of every format.
public struct EventFields: Sendable, Hashable {
  /// ECS names, in order of the slots.
  public private(set) var names: [String] = []
  private var slots: [String: Int] = [:]

  public init(_ names: [String] = []) {
    for name in names { add(name) }
  }

  /// The field's slot, made where there is none yet.
  @discardableResult
  public mutating func add(_ name: String) -> Int {
    if let slot = slots[name] { return slot }
    slots[name] = names.count
    names.append(name)
    return names.count - 1
  }

  public func slot(of name: String) -> Int? { slots[name] }
  public var count: Int { names.count }
}
