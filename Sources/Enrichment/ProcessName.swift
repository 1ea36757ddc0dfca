/// `process.name` from `process.executable`: what follows the last slash or backslash.
public struct ProcessName: Enricher {
  public let inputs: [String]
  public let outputs: [String]
  public let meaning = "the name in a program's path"

  public init(from path: String, to name: String) {
    inputs = [path]
    outputs = [name]
  }

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    let start = input.lastIndex { $0 == 0x2F || $0 == 0x5C }.map { $0 + 1 } ?? 0
    return [start < input.count ? String(decoding: input[start...], as: UTF8.self) : nil]
  }
}
