import HarrierEvents

/// Which program started which: `winword.exe > powershell.exe`, in small letters.
public struct ParentChild: JointEnricher {
  public let inputs = ["process.parent.name", "process.name"]
  public let outputs = ["harrier.process.parent_child"]
  public let meaning = "the pair of parent and child, as in `winword.exe > cmd.exe`"

  public init() {}

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    let names = inputs.map { String(decoding: $0, as: UTF8.self).lowercased() }
    return [names.joined(separator: " > ")]
  }
}
