import Foundation

/// Bytes that grow, written without checks on the way: the inner loop of the whole room.
final class ByteBuffer {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    start = .allocate(capacity: capacity)
  }

  deinit { start.deallocate() }

  func removeAll() { count = 0 }

  @inline(__always)
  private func reserve(_ extra: Int) {
    if count + extra > capacity { grow(extra) }
  }

  private func grow(_ extra: Int) {
    let larger = max(capacity * 2, count + extra)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.update(from: start, count: count)
    start.deallocate()
    start = moved
    capacity = larger
  }

  @inline(__always)
  func append(_ byte: UInt8) {
    reserve(1)
    start[count] = byte
    count += 1
  }

  func append(_ bytes: UnsafePointer<UInt8>, count length: Int) {
    reserve(length)
    memcpy(start + count, bytes, length)
    count += length
  }

  func append(_ text: StaticString) { append(text.utf8Start, count: text.utf8CodeUnitCount) }

  /// The text as it is: what needs escaping is escaped where it is made.
  func append(text: String) {
    let done: Void? = text.utf8.withContiguousStorageIfAvailable { bytes in
      if let base = bytes.baseAddress { append(base, count: bytes.count) }
    }
    if done == nil { for byte in text.utf8 { append(byte) } }
  }

  func append(number: Int) {
    if number < 0 {
      append(UInt8(ascii: "-"))
      append(number: -number)
      return
    }
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { scratch in
      var position = 24
      var rest = number
      repeat {
        position -= 1
        scratch[position] = UInt8(48 + rest % 10)
        rest /= 10
      } while rest > 0
      append(scratch.baseAddress!.assumingMemoryBound(to: UInt8.self) + position, count: 24 - position)
    }
  }

  /// `digits` hexadecimal characters drawn from `seed`, any length.
  func append(hex seed: UInt64, digits: Int) {
    append(alphabet: "0123456789abcdef", bits: 4, seed: seed, characters: digits)
  }

  /// Characters from an alphabet of `2^bits` letters, determined by `seed`.
  func append(alphabet: StaticString, bits: UInt64, seed: UInt64, characters: Int) {
    reserve(characters)
    let letters = alphabet.utf8Start
    let mask = (UInt64(1) << bits) - 1
    let perWord = 64 / Int(bits)
    var word = seed
    var left = 0
    var salt = seed
    for offset in 0..<characters {
      if left == 0 {
        salt &+= 0x9E37_79B9_7F4A_7C15
        word = Randomness.scrambled(salt)
        left = perWord
      }
      start[count + offset] = letters[Int(word & mask)]
      word >>= bits
      left -= 1
    }
    count += characters
  }

  static let base64: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  static let base32: StaticString = "abcdefghijklmnopqrstuvwxyz012345"
  static let upper32: StaticString = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

  private func append(twoDigits value: Int) {
    append(UInt8(48 + value / 10))
    append(UInt8(48 + value % 10))
  }

  /// `2026-01-05T09:57:49.773Z`; the date is the day's own text where the time falls on it.
  func append(time: Milliseconds, in day: SimulatedDay) {
    var rest = Int(time - day.start)
    if rest < 0 || rest >= 86_400_000 {
      let other = SimulatedDay(index: 0, simulationStart: time.quotientFloored(by: 1000))
      append(text: other.text)
      rest = Int(time - other.start)
    } else {
      append(text: day.text)
    }
    append(UInt8(ascii: "T"))
    append(twoDigits: rest / 3_600_000)
    append(UInt8(ascii: ":"))
    append(twoDigits: rest / 60_000 % 60)
    append(UInt8(ascii: ":"))
    append(twoDigits: rest / 1000 % 60)
    append(UInt8(ascii: "."))
    append(UInt8(48 + rest / 100 % 10))
    append(twoDigits: rest % 100)
    append(UInt8(ascii: "Z"))
  }
}
