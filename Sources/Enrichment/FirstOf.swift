/// The first of several fields that a row has, under one name: what logs call differently can be asked for as one thing.
public struct FirstOf: Enricher {
  public let inputs: [String]
  public let outputs: [String]
  public let meaning: String

  public init(_ inputs: [String], as output: String, meaning: String) {
    self.inputs = inputs
    outputs = [output]
    self.meaning = meaning
  }

  public func values(of input: UnsafeBufferPointer<UInt8>) -> [String?] {
    [input.isEmpty || (input.count == 1 && input[0] == 0x2D) ? nil : String(decoding: input, as: UTF8.self)]
  }
}
