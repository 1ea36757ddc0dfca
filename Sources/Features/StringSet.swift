import CZlib
import HarrierEvents

/// Distinct strings of a key in a bucket: `info_content`.
///
/// At most ``cap`` strings, those of the smallest hashes, so that the cap too knows no order.
public struct StringSet: Sendable {
  public static let cap = 1024
  /// Bytes of a string that count; longer ones are cut.
  public static let mostBytes = 1 << 16
  public private(set) var strings: [UInt64: [UInt8]] = [:]
  /// Whether strings beyond the cap were left out.
  public private(set) var isCapped = false
  /// Its information content, where that was measured and nothing was merged since.
  private var content: Double?

  public init() {}

  public init(_ strings: [UInt64: [UInt8]], isCapped: Bool) {
    self.strings = strings
    self.isCapped = isCapped
  }

  /// Measured once for all: no more than so many strings stay, those of the smallest hashes, and nothing is merged
  /// any more.
  public func settled(_ most: Int, content: Double? = nil) -> StringSet {
    var settled = self
    settled.content = content ?? informationContent()
    if strings.count > most {
      settled.isCapped = true
      for hash in strings.keys.sorted().dropFirst(most) { settled.strings[hash] = nil }
    }
    return settled
  }

  public mutating func merge(_ other: StringSet) {
    content = nil
    strings.merge(other.strings) { mine, _ in mine }
    isCapped = isCapped || other.isCapped
    if strings.count > Self.cap {
      isCapped = true
      for hash in strings.keys.sorted().dropFirst(Self.cap) { strings[hash] = nil }
    }
  }

  /// Size in bytes of the deflated, sorted, distinct strings.
  ///
  /// It grows with the number of distinct strings and with their entropy. Deflate by zlib, no header.
  public func informationContent() -> Double {
    if let content { return content }
    var text: [UInt8] = []
    for string in strings.values.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      text.append(contentsOf: string)
      text.append(0x0A)
    }
    return Double(Deflate.size(of: text))
  }
}

/// Distinct strings of a field, by symbol until the bucket closes.
public struct StringAccumulator: Accumulator {
  private var symbols: [UInt64: UInt32] = [:]
  private var largest: UInt64 = 0
  private var last: UInt64 = 0
  private var isCapped = false
  public init() {}

  public mutating func add(_ input: EvidenceInput) {
    guard input.symbol != 0, input.hash != last else { return }
    last = input.hash
    if symbols.count < StringSet.cap {
      symbols[input.hash] = input.symbol
      largest = max(largest, input.hash)
    } else if input.hash < largest, symbols[input.hash] == nil {
      symbols[input.hash] = input.symbol
      symbols[largest] = nil
      largest = symbols.keys.max() ?? 0
      isCapped = true
    } else if input.hash > largest {
      isCapped = true
    }
  }

  public func payload(_ table: SymbolTable) -> Payload {
    .strings(
      StringSet(
        symbols.mapValues { Array(table.bytes(of: $0).prefix(StringSet.mostBytes)) }, isCapped: isCapped))
  }
}

/// Sizes of deflated bytes.
enum Deflate {
  /// Raw deflate by zlib, level 6, a window of 8 KB. (ISA-L is faster, but its size for the same bytes changes
  /// from call to call, with what lies in memory.)
  static func size(of bytes: [UInt8]) -> Int {
    if bytes.isEmpty { return 0 }
    var stream = z_stream()
    guard harrier_deflate_init(&stream) == Z_OK else { return bytes.count }
    defer { deflateEnd(&stream) }
    var input = bytes
    return input.withUnsafeMutableBufferPointer { input in
      withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4096) { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        var status = Z_OK
        while status == Z_OK {
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          status = deflate(&stream, Z_FINISH)
        }
        return Int(stream.total_out)
      }
    }
  }
}
