/// What is wrong with a record: a reason that can be counted.
struct EVTXDamage: Error {
  var reason: StaticString
  init(_ reason: StaticString) { self.reason = reason }
}

/// A chunk's bytes. Every access is within bounds, or the record is damaged: offsets come from the file.
struct EVTXBytes {
  let base: UnsafeRawPointer
  let count: Int

  /// Throws where so many bytes from a place on are not there.
  @inline(__always)
  func check(_ at: Int, _ length: Int) throws(EVTXDamage) {
    guard at >= 0, length >= 0, at <= count, length <= count - at else {
      throw EVTXDamage("points outside its chunk")
    }
  }

  @inline(__always)
  func u8(_ at: Int) throws(EVTXDamage) -> UInt8 {
    try check(at, 1)
    return base.load(fromByteOffset: at, as: UInt8.self)
  }

  @inline(__always)
  func u16(_ at: Int) throws(EVTXDamage) -> UInt16 {
    try check(at, 2)
    return UInt16(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt16.self))
  }

  @inline(__always)
  func u32(_ at: Int) throws(EVTXDamage) -> UInt32 {
    try check(at, 4)
    return UInt32(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt32.self))
  }

  @inline(__always)
  func u64(_ at: Int) throws(EVTXDamage) -> UInt64 {
    try check(at, 8)
    return UInt64(littleEndian: base.loadUnaligned(fromByteOffset: at, as: UInt64.self))
  }
}
