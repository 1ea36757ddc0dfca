#if canImport(Glibc)
  import Glibc
#endif

/// A 64-bit hash that is the same in every run: it orders samples and keys, so results do not depend on
/// which worker saw what.
///
/// ## Source
/// The folded-multiply construction of wyhash (Wang Yi, 2019). Not for secrets: where equal hashes would
/// matter, the bytes are compared too.
public enum StableHash {
  @inlinable @inline(__always)
  public static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }

  /// Of words and numbers that are no texts: any bits of it are as good as others.
  @inlinable @inline(__always)
  public static func slot(_ a: UInt64, _ b: UInt64 = 0) -> Int {
    Int(truncatingIfNeeded: mix(a ^ 0x9E37_79B9_7F4A_7C15, b ^ 0xD6E8_FEB8_6659_FD93))
  }

  /// Of three words.
  @inlinable @inline(__always)
  public static func slot(_ a: UInt32, _ b: UInt32, _ c: UInt32) -> Int {
    slot(UInt64(a) | UInt64(b) << 32, UInt64(c))
  }

  @inlinable
  public static func hash(_ value: UnsafeBufferPointer<UInt8>, seed: UInt64 = 0) -> UInt64 {
    var state = seed ^ 0xA076_1D64_78BD_642F
    let count = value.count
    guard let base = UnsafeRawPointer(value.baseAddress), count > 0 else {
      return mix(state, 0xE703_7ED1_A0B4_28DB)
    }
    var at = 0
    while count - at > 16 {
      let a = base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      let b = base.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
      state = mix(a ^ 0xE703_7ED1_A0B4_28DB, b ^ state)
      at += 16
    }
    let rest = count - at
    var a: UInt64 = 0
    var b: UInt64 = 0
    if rest >= 8 {
      a = base.loadUnaligned(fromByteOffset: at, as: UInt64.self)
      b = base.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    } else if rest >= 4 {
      a = UInt64(base.loadUnaligned(fromByteOffset: at, as: UInt32.self))
      b = UInt64(base.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
    } else {
      a = UInt64(base.load(fromByteOffset: at, as: UInt8.self)) << 16
      a |= UInt64(base.load(fromByteOffset: at + rest / 2, as: UInt8.self)) << 8
      a |= UInt64(base.load(fromByteOffset: count - 1, as: UInt8.self))
    }
    return mix(UInt64(count) ^ 0x8EBC_6AF0_9C88_C6E3, mix(a ^ 0x5899_65CC_7537_4CC3, b ^ state))
  }

  @inlinable
  public static func hash(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { hash($0) }
  }

  @inlinable @inline(__always)
  public static func equal(_ a: UnsafePointer<UInt8>?, _ b: UnsafePointer<UInt8>?, _ count: Int) -> Bool {
    count == 0 || memcmp(a!, b!, count) == 0
  }
}
