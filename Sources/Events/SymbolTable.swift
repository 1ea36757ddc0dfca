/// Interns byte strings: every distinct value gets a small integer, and its bytes are kept once.
///
/// - Symbol 0 is the missing (empty) value.
/// - State: about 40 bytes and the value's own bytes a symbol.
/// - Not thread-safe: one a worker.
public final class SymbolTable {
  @usableFromInline struct Entry {
    @usableFromInline var bytes: UnsafePointer<UInt8>
    @usableFromInline var length: UInt32
    @usableFromInline var hash: UInt64
    @usableFromInline init(bytes: UnsafePointer<UInt8>, length: UInt32, hash: UInt64) {
      self.bytes = bytes
      self.length = length
      self.hash = hash
    }
  }

  private var pages: [UnsafeMutablePointer<UInt8>] = []
  private var pageUsed = 0
  private var pageCapacity = 0
  private var entries: UnsafeMutablePointer<Entry>
  private var entryCapacity = 32
  private var index: UnsafeMutablePointer<UInt32>  // symbol + 1, 0: empty
  // Most detectors know a handful of words: what they ask for all the time should lie close together.
  private var mask = 127
  /// Symbols whose value was let go, to be used again; the last first.
  private var holes: [UInt32] = []
  /// Symbols given out, the missing value's and those let go included.
  public private(set) var count = 0
  /// Bytes held, all told.
  public private(set) var byteCount = 0

  public init() {
    entries = .allocate(capacity: entryCapacity)
    index = .allocate(capacity: mask + 1)
    index.initialize(repeating: 0, count: mask + 1)
    _ = intern(UnsafeBufferPointer(start: nil, count: 0))
  }

  deinit {
    for page in pages { page.deallocate() }
    entries.deallocate()
    index.deallocate()
  }

  public func intern(_ value: UnsafeBufferPointer<UInt8>) -> UInt32 {
    intern(value, hash: StableHash.hash(value))
  }

  /// The symbol here of what is a symbol of another table, whose hash is at hand.
  public func intern(_ symbol: UInt32, of other: SymbolTable) -> UInt32 {
    if symbol == 0 { return 0 }
    return intern(other.bytes(of: symbol), hash: other.hash(of: symbol))
  }

  private func intern(_ value: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UInt32 {
    var at = Int(truncatingIfNeeded: hash) & mask
    while true {
      let found = index[at]
      if found == 0 { break }
      let entry = entries[Int(found) - 1]
      if entry.hash == hash, entry.length == UInt32(value.count),
        StableHash.equal(entry.bytes, value.baseAddress, value.count)
      {
        return found - 1
      }
      at = (at + 1) & mask
    }
    return insert(value, hash: hash, at: at)
  }

  public func intern(_ text: String) -> UInt32 {
    var text = text
    return text.withUTF8 { intern($0) }
  }

  public func intern(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBufferPointer { intern($0) } }

  private func insert(_ value: UnsafeBufferPointer<UInt8>, hash: UInt64, at place: Int) -> UInt32 {
    if let hole = holes.popLast() {
      entries[Int(hole)] = Entry(bytes: keep(value), length: UInt32(value.count), hash: hash)
      index[place] = hole + 1
      return hole
    }
    if count == entryCapacity { growEntries() }
    let kept = keep(value)
    entries[count] = Entry(bytes: kept, length: UInt32(value.count), hash: hash)
    count += 1
    index[place] = UInt32(count)
    if count * 2 > mask { growIndex() }
    return UInt32(count - 1)
  }

  private func keep(_ value: UnsafeBufferPointer<UInt8>) -> UnsafePointer<UInt8> {
    if pageUsed + value.count > pageCapacity || pages.isEmpty {
      pageCapacity = max(1 << 16, value.count)
      pages.append(.allocate(capacity: pageCapacity))
      pageUsed = 0
    }
    let to = pages[pages.count - 1] + pageUsed
    if let from = value.baseAddress { to.initialize(from: from, count: value.count) }
    pageUsed += value.count
    byteCount += value.count + 40
    return UnsafePointer(to)
  }

  // MARK: Letting go

  /// Lets go of the values that nobody asks for any more; their symbols are given to others.
  ///
  /// - Complexity: O(symbols and their bytes).
  public func removeAll(except isKept: (UInt32) -> Bool) {
    let old = pages
    pages = []
    pageUsed = 0
    pageCapacity = 0
    byteCount = 0
    holes = []
    entries[0].bytes = keep(UnsafeBufferPointer(start: nil, count: 0))
    for symbol in (1..<UInt32(max(1, count))).reversed() {
      let entry = entries[Int(symbol)]
      if entry.length > 0, isKept(symbol) {
        let value = UnsafeBufferPointer(start: entry.bytes, count: Int(entry.length))
        entries[Int(symbol)].bytes = keep(value)
      } else {
        leave(symbol)
      }
    }
    for page in old { page.deallocate() }
    rebuildIndex()
  }

  /// Adds a symbol that stands for nothing, as ``removeAll(except:)`` leaves them; see ``fillHoles()``.
  public func appendHole() {
    if count == entryCapacity { growEntries() }
    entries[count] = Entry(bytes: entries[0].bytes, length: 0, hash: 0)
    count += 1
  }

  /// Has symbols that stand for nothing given to the values that come next.
  public func fillHoles() {
    holes = (1..<max(1, count)).filter { entries[$0].length == 0 }.reversed().map { UInt32($0) }
  }

  private func leave(_ symbol: UInt32) {
    entries[Int(symbol)] = Entry(bytes: entries[0].bytes, length: 0, hash: 0)
    holes.append(symbol)
  }

  private func growEntries() {
    let larger = UnsafeMutablePointer<Entry>.allocate(capacity: entryCapacity * 2)
    larger.moveInitialize(from: entries, count: count)
    entries.deallocate()
    entries = larger
    entryCapacity *= 2
  }

  private func growIndex() {
    index.deallocate()
    mask = mask * 2 + 1
    index = .allocate(capacity: mask + 1)
    rebuildIndex()
  }

  private func rebuildIndex() {
    index.initialize(repeating: 0, count: mask + 1)
    for symbol in 0..<count where symbol == 0 || entries[symbol].length > 0 {
      var at = Int(truncatingIfNeeded: entries[symbol].hash) & mask
      while index[at] != 0 { at = (at + 1) & mask }
      index[at] = UInt32(symbol + 1)
    }
  }

  /// The value's bytes; they live as long as the table.
  public func bytes(of symbol: UInt32) -> UnsafeBufferPointer<UInt8> {
    let entry = entries[Int(symbol)]
    return UnsafeBufferPointer(start: entry.bytes, count: Int(entry.length))
  }

  /// The same in every run and on every machine.
  public func hash(of symbol: UInt32) -> UInt64 { entries[Int(symbol)].hash }

  public func string(of symbol: UInt32) -> String { String(decoding: bytes(of: symbol), as: UTF8.self) }

  /// As people and other programs read it: the values of a list joined by commas.
  public func text(of symbol: UInt32) -> String { string(of: symbol).replacing("\u{1F}", with: ",") }
}
