/// A template's elements with the JSON keys they become, read once a chunk: a record only brings values.
final class EVTXTemplate {
  /// Elements in the order of their start; the first is the root.
  fileprivate(set) var elements: [Element] = []
  fileprivate(set) var attributes: [Attribute] = []
  fileprivate(set) var parts: [Part] = []
  /// Bytes of keys (`"Image":`) and literal texts (JSON, without quotes).
  fileprivate(set) var text = JSONBuffer(capacity: 1 << 12)
  fileprivate(set) var roots: [Part] = []

  struct Element {
    var key: Span
    var attributes: Range<Int>
    var parts: Range<Int>
    /// Holds elements, other than those that a value brings.
    var hasElements: Bool
  }

  struct Attribute {
    var key: Span
    var parts: Range<Int>
  }

  struct Span {
    var start: Int
    var count: Int
  }

  enum Part {
    case literal(Span)
    case value(Int)
    /// So many elements of one name, which follow each other among the parts.
    case element(Int, run: Int)
  }

  func span(_ span: Span) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text.bytes + span.start, count: span.count)
  }
}

/// Reads binary XML tokens to an ``EVTXTemplate``.
///
/// The layout is that of the specification in libevtx's documentation ("Windows XML Event Log (EVTX) format",
/// Joachim Metz) and of [MS-EVEN6] 2.2.12.
struct EVTXTemplateReader {
  private let bytes: EVTXBytes
  private let end: Int
  private let hasDependency: Bool
  private let template = EVTXTemplate()
  private(set) var at: Int

  private static let mostDepth = 64
  private static let mostParts = 1 << 14

  /// - Parameter hasDependency: whether elements name the value they depend on: not where they stand in a value.
  init(_ bytes: EVTXBytes, from: Int, to end: Int, hasDependency: Bool) {
    self.bytes = bytes
    at = from
    self.end = end
    self.hasDependency = hasDependency
  }

  /// The elements up to the end, or to the token that ends them.
  mutating func read() throws(EVTXDamage) -> EVTXTemplate {
    var roots: [EVTXTemplate.Part] = []
    loop: while at < end {
      switch try bytes.u8(at) {
      case 0x0F: at += 4
      case 0x01, 0x41: roots.append(.element(try element(depth: 0).number, run: 1))
      case 0x0A: try skipInstruction()
      case 0x00: break loop
      default: throw EVTXDamage("unknown binary XML token")
      }
    }
    template.roots = roots
    return template
  }

  private mutating func skipInstruction() throws(EVTXDamage) {
    at += 1
    _ = try name()
    if at < end, try bytes.u8(at) == 0x0B { at += 3 + 2 * Int(try bytes.u16(at + 1)) }
  }

  /// A name's place: its UTF-16, without the zero at its end.
  private mutating func name() throws(EVTXDamage) -> (offset: Int, units: Int) {
    let offset = Int(try bytes.u32(at))
    at += 4
    let units = Int(try bytes.u16(offset + 6))
    try bytes.check(offset + 8, units * 2)
    if offset == at { at += 8 + units * 2 + 2 }
    return (offset + 8, units)
  }

  private func isName(_ name: (offset: Int, units: Int), _ word: StaticString) -> Bool {
    guard name.units == word.utf8CodeUnitCount else { return false }
    for place in 0..<name.units {
      let unit = bytes.base.loadUnaligned(fromByteOffset: name.offset + 2 * place, as: UInt16.self)
      if UInt16(littleEndian: unit) != UInt16(word.utf8Start[place]) { return false }
    }
    return true
  }

  private func key(_ name: (offset: Int, units: Int)) -> EVTXTemplate.Span {
    let start = template.text.count
    template.text.write(UInt8(ascii: "\""))
    template.text.write(utf16: bytes.base + name.offset, units: name.units)
    template.text.write("\":" as StaticString)
    return .init(start: start, count: template.text.count - start)
  }

  /// The key that a literal text makes.
  private func key(_ literal: EVTXTemplate.Span) -> EVTXTemplate.Span {
    let word = Array(template.span(literal))
    let start = template.text.count
    template.text.write(UInt8(ascii: "\""))
    word.withUnsafeBufferPointer { template.text.write($0) }
    template.text.write("\":" as StaticString)
    return .init(start: start, count: template.text.count - start)
  }

  private mutating func element(depth: Int) throws(EVTXDamage) -> (number: Int, name: String) {
    guard depth < Self.mostDepth else { throw EVTXDamage("nested too deeply") }
    let hasAttributes = try bytes.u8(at) & 0x40 != 0
    at += hasDependency ? 7 : 5
    let name = try name()
    var key = key(name)
    var keyName = text(key)
    var attributes: [EVTXTemplate.Attribute] = []
    if hasAttributes {
      let list = Int(try bytes.u32(at))
      at += 4
      let stop = at + list
      try bytes.check(at, list)
      while at < stop { attributes.append(try attribute(isData: isName(name, "Data"), key: &key)) }
      // A `Data` element goes by its name, where that is a literal.
      if isName(name, "Data"), text(key) != keyName {
        keyName = text(key)
        attributes.removeAll { isNameKey($0.key) }
      }
    }
    let number = template.elements.count
    template.elements.append(.init(key: key, attributes: 0..<0, parts: 0..<0, hasElements: false))
    var children: [(part: EVTXTemplate.Part, name: String)] = []
    switch try bytes.u8(at) {
    case 0x03: at += 1
    case 0x02:
      at += 1
      children = try content(depth: depth)
    default: throw EVTXDamage("start tag without its end")
    }
    finish(number, attributes, children)
    return (number, keyName)
  }

  private func text(_ span: EVTXTemplate.Span) -> String {
    String(decoding: template.span(span), as: UTF8.self)
  }
  private func isNameKey(_ span: EVTXTemplate.Span) -> Bool { text(span) == "\"Name\":" }

  private mutating func attribute(
    isData: Bool, key elementKey: inout EVTXTemplate.Span
  ) throws(EVTXDamage) -> EVTXTemplate.Attribute {
    guard try bytes.u8(at) & ~0x40 == 0x06 else { throw EVTXDamage("attribute expected") }
    at += 1
    let name = try name()
    var parts: [EVTXTemplate.Part] = []
    while let part = try simplePart() { parts.append(part) }
    if isData, isName(name, "Name"), parts.count == 1, case .literal(let literal) = parts[0],
      literal.count > 0
    {
      elementKey = key(literal)
    }
    let from = template.parts.count
    template.parts += parts
    return .init(key: key(name), parts: from..<template.parts.count)
  }

  /// What stands between a start tag and its end tag, which is read too.
  private mutating func content(depth: Int) throws(EVTXDamage) -> [(part: EVTXTemplate.Part, name: String)] {
    var children: [(part: EVTXTemplate.Part, name: String)] = []
    while true {
      guard template.parts.count + children.count < Self.mostParts else {
        throw EVTXDamage("too many elements")
      }
      if let part = try simplePart() {
        children.append((part, ""))
        continue
      }
      switch try bytes.u8(at) {
      case 0x01, 0x41:
        let child = try element(depth: depth + 1)
        children.append((.element(child.number, run: 1), child.name))
      case 0x04:
        at += 1
        return children
      case 0x0A: try skipInstruction()
      default: throw EVTXDamage("unknown binary XML token")
      }
    }
  }

  /// A text, a reference or a place for a value; nil at any other token.
  private mutating func simplePart() throws(EVTXDamage) -> EVTXTemplate.Part? {
    let token = try bytes.u8(at)
    switch token & ~0x40 {
    case 0x05:
      guard try bytes.u8(at + 1) == EVTXValue.stringType else { throw EVTXDamage("literal that is no text") }
      return try literal(lengthAt: at + 2)
    case 0x07: return try literal(lengthAt: at + 1)
    case 0x08:
      let point = UInt32(try bytes.u16(at + 1))
      at += 3
      return write { $0.write(point: point & 0xF800 == 0xD800 ? 0xFFFD : point) }
    case 0x09:
      at += 1
      let entity = try name()
      let known: [(StaticString, UInt32)] = [("amp", 38), ("lt", 60), ("gt", 62), ("quot", 34), ("apos", 39)]
      let point = known.first { isName(entity, $0.0) }?.1 ?? 0xFFFD
      return write { $0.write(point: point) }
    case 0x0D, 0x0E:
      let number = Int(try bytes.u16(at + 1))
      _ = try bytes.u8(at + 3)
      at += 4
      return .value(number)
    default: return nil
    }
  }

  private func write(_ body: (inout JSONBuffer) -> Void) -> EVTXTemplate.Part {
    let start = template.text.count
    body(&template.text)
    return .literal(.init(start: start, count: template.text.count - start))
  }

  private mutating func literal(lengthAt: Int) throws(EVTXDamage) -> EVTXTemplate.Part {
    let units = Int(try bytes.u16(lengthAt))
    try bytes.check(lengthAt + 2, units * 2)
    at = lengthAt + 2 + units * 2
    return write { $0.write(utf16: bytes.base + lengthAt + 2, units: units) }
  }

  /// Elements of one name stand together, so that they become one array.
  private func finish(
    _ number: Int, _ attributes: [EVTXTemplate.Attribute],
    _ children: [(part: EVTXTemplate.Part, name: String)]
  ) {
    var numbers: [String: Int] = [:]
    var groups: [[EVTXTemplate.Part]] = []
    var hasElements = false
    for child in children {
      if case .element = child.part { hasElements = true }
      guard !child.name.isEmpty, let group = numbers[child.name] else {
        if !child.name.isEmpty { numbers[child.name] = groups.count }
        groups.append([child.part])
        continue
      }
      groups[group].append(child.part)
    }
    let from = template.parts.count
    for group in groups {
      template.parts += group
      if case .element(let first, _) = group[0], group.count > 1 {
        template.parts[template.parts.count - group.count] = .element(first, run: group.count)
      }
    }
    let parts = from..<template.parts.count
    let first = template.attributes.count
    template.attributes += attributes
    template.elements[number].attributes = first..<template.attributes.count
    template.elements[number].parts = parts
    template.elements[number].hasElements = hasElements
  }
}
