import HarrierEvents

/// Which file a program's name stands for: `sethc.exe 5b1f…`. A name with another file behind it is another one.
public struct ProgramFile: JointEnricher {
  public let inputs = ["process.name", "process.hash.sha256"]
  public let outputs = ["harrier.process.file"]
  public let meaning = "a program's name with its hash, as in `sethc.exe 5b1f…`"

  public init() {}

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    [inputs.map { String(decoding: $0, as: UTF8.self).lowercased() }.joined(separator: " ")]
  }
}
