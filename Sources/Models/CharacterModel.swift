#if canImport(Glibc)
  import Glibc
#endif
import HarrierStatistics

/// How usual the spelling of strings is: bits a character under an order-2 model learnt from the same field.
///
/// Use as the companion of information content: ten random names under a new domain weigh little in
/// bytes and much in bits a character.
///
/// - Input: strings; letters in lower case, bytes beyond the alphabet in one class.
/// - Output: Σ bits and characters, so that strings add up.
/// - State: 40³ floats at most, saved sparsely.
///
/// ## Source
/// Shannon (1951), *Prediction and Entropy of Printed English*; smoothing by interpolation with the lower orders
/// after Witten & Bell (1991), IEEE Trans. Inf. Theory 37.
public struct CharacterModel: StateCodable {
  /// 0: a string's edge; 1–26 letters; 27–36 digits; 37 dot; 38 dash and underscore; 39 anything else.
  static let classes = 40
  /// Characters of a string that count.
  public static let mostCharacters = 256
  private var trigrams = [Float](repeating: 0, count: classes * classes * classes)
  private var bigrams = [Float](repeating: 0, count: classes * classes)
  private var unigrams = [Float](repeating: 0, count: classes)
  private var total: Float = 0

  public init() {}

  private static let classOf: [UInt8] = (0..<256).map { byte in
    switch UInt8(byte) {
    case 0x61...0x7A: UInt8(byte) - 0x61 + 1
    case 0x41...0x5A: UInt8(byte) - 0x41 + 1
    case 0x30...0x39: UInt8(byte) - 0x30 + 27
    case 0x2E: 37
    case 0x2D, 0x5F: 38
    default: 39
    }
  }

  /// Whether enough was learnt to judge by.
  public var isReady: Bool { total >= 2000 }

  /// Bits of a string and the characters they are spread over.
  public func bits(of string: [UInt8]) -> (bits: Double, characters: Double) {
    var a = 0
    var b = 0
    var bits: Float = 0
    let count = min(string.count, Self.mostCharacters)
    for at in 0..<count {
      let c = Int(Self.classOf[Int(string[at])])
      bits -= log2f(probability(c, after: b, a))
      (a, b) = (b, c)
    }
    return (Double(bits), Double(count))
  }

  /// P(c | a b) = (n(abc) + k P(c | b)) / (n(ab·) + k), and so down to uniform.
  private func probability(_ c: Int, after b: Int, _ a: Int) -> Float {
    let k: Float = 8
    let uniform = 1 / Float(Self.classes)
    let one = (unigrams[c] + k * uniform) / (total + k)
    let two = (bigrams[b * Self.classes + c] + k * one) / (contextTotals[b] + k)
    let pair = a * Self.classes + b
    return (trigrams[pair * Self.classes + c] + k * two) / (pairTotals[pair] + k)
  }

  private var contextTotals = [Float](repeating: 0, count: classes)
  private var pairTotals = [Float](repeating: 0, count: classes * classes)

  /// Takes in a string with a weight.
  public mutating func learn(_ string: [UInt8], weight: Float) {
    var a = 0
    var b = 0
    for at in 0..<min(string.count, Self.mostCharacters) {
      let c = Int(Self.classOf[Int(string[at])])
      unigrams[c] += weight
      total += weight
      bigrams[b * Self.classes + c] += weight
      contextTotals[b] += weight
      let pair = a * Self.classes + b
      trigrams[pair * Self.classes + c] += weight
      pairTotals[pair] += weight
      (a, b) = (b, c)
    }
    if total > 4e6 { halve() }
  }

  private mutating func halve() {
    for index in trigrams.indices { trigrams[index] /= 2 }
    for index in bigrams.indices { bigrams[index] /= 2 }
    for index in unigrams.indices { unigrams[index] /= 2 }
    for index in contextTotals.indices { contextTotals[index] /= 2 }
    for index in pairTotals.indices { pairTotals[index] /= 2 }
    total /= 2
  }

  public func encode(to writer: inout StateWriter) {
    writer.write(total)
    for table in [trigrams, bigrams, unigrams, contextTotals, pairTotals] {
      let used = table.indices.filter { table[$0] != 0 }
      writer.write(used.count)
      for index in used {
        writer.write(index)
        writer.write(table[index])
      }
    }
  }

  public init(from reader: inout StateReader) throws(StateReader.Failure) {
    total = try reader.readFloat()
    try Self.read(&trigrams, &reader)
    try Self.read(&bigrams, &reader)
    try Self.read(&unigrams, &reader)
    try Self.read(&contextTotals, &reader)
    try Self.read(&pairTotals, &reader)
  }

  private static func read(_ table: inout [Float], _ reader: inout StateReader) throws(StateReader.Failure) {
    for _ in 0..<(try reader.readCount(least: 5)) {
      let index = try reader.readInt()
      guard table.indices.contains(index) else { throw .damaged }
      table[index] = try reader.readFloat()
    }
  }
}
