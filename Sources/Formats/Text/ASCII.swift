#if canImport(Glibc)
  import Glibc
#endif

/// Tests on bytes that several decoders ask.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

/// The value of a hexadecimal digit; nil for another byte.
@inline(__always)
func hexValue(_ byte: UInt8) -> UInt8? {
  if isDigit(byte) { return byte - 0x30 }
  let letter = (byte | 0x20) &- 0x61
  return letter <= 5 ? letter + 10 : nil
}

/// Where the text first stands in `count` bytes.
///
/// - Complexity: `count` times the text's length at worst.
func firstPlace(of text: StaticString, in bytes: UnsafePointer<UInt8>, _ count: Int) -> Int? {
  let length = text.utf8CodeUnitCount
  var at = 0
  while at + length <= count,
    let found = memchr(bytes + at, Int32(text.utf8Start[0]), count - length + 1 - at)
  {
    at = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - bytes
    if memcmp(bytes + at, text.utf8Start, length) == 0 { return at }
    at += 1
  }
  return nil
}
