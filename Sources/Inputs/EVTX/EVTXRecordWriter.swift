/// Writes the records of one chunk as JSON.
///
/// `<Data Name="Image">x</Data>` becomes `"Image":"x"`, nameless data the array `Data`, attributes keys of their
/// element, and text beside attributes `#text`. What is empty is left out.
///
/// - Hostile input: a record may be written to 4 MiB, a chunk to 8 MiB, and templates of a chunk may hold 1 MiB
///   together, so that references to one place many times over do not multiply.
struct EVTXRecordWriter: ~Copyable {
  private let chunk: EVTXBytes
  private var templates: [UInt32: EVTXTemplate] = [:]
  private var templateBytes = 0
  private var values: [EVTXValue] = []

  static let mostRecordText = 4 << 20
  static let mostChunkText = 8 << 20
  private static let mostTemplateBytes = 1 << 20
  private static let mostDepth = 16

  init(_ chunk: EVTXBytes) { self.chunk = chunk }

  /// A record's binary XML as one line of JSON.
  mutating func write(from: Int, to end: Int, into out: inout JSONBuffer) throws(EVTXDamage) {
    let bound = out.count + Self.mostRecordText
    values.removeAll(keepingCapacity: true)
    out.write(UInt8(ascii: "{"))
    guard try fragment(from, end, depth: 0, bound: bound, into: &out) else {
      throw EVTXDamage("no event in a record")
    }
    out.write("}\n" as StaticString)
  }

  /// Members of an object; false where there are none.
  private mutating func fragment(
    _ from: Int, _ end: Int, depth: Int, bound: Int, into out: inout JSONBuffer
  ) throws(EVTXDamage) -> Bool {
    guard depth < Self.mostDepth else { throw EVTXDamage("nested too deeply") }
    try chunk.check(from, end - from)
    var at = from
    while at < end {
      switch try chunk.u8(at) {
      case 0x0F: at += 4
      case 0x0C: return try instance(at, end, depth: depth, bound: bound, into: &out)
      case 0x01, 0x41:
        try account(end - at)
        var reader = EVTXTemplateReader(chunk, from: at, to: end, hasDependency: depth == 0)
        return try members(
          of: reader.read(), base: values.count, count: 0, depth: depth, bound: bound, into: &out)
      default: return false
      }
    }
    return false
  }

  private mutating func account(_ bytes: Int) throws(EVTXDamage) {
    templateBytes += bytes
    guard templateBytes <= Self.mostTemplateBytes else {
      throw EVTXDamage("templates larger than their chunk")
    }
  }

  private mutating func instance(
    _ start: Int, _ end: Int, depth: Int, bound: Int, into out: inout JSONBuffer
  ) throws(EVTXDamage) -> Bool {
    let place = try chunk.u32(start + 6)
    var at = start + 10
    let template = try template(at: place)
    // The definition stands here where it is used first.
    if Int(place) == at { at += 24 + Int(try chunk.u32(at + 20)) }
    let count = Int(try chunk.u32(at))
    at += 4
    guard count <= 0xFFFF else { throw EVTXDamage("more values than its length allows") }
    try chunk.check(at, 4 * count)
    let base = values.count
    defer { values.removeSubrange(base...) }
    var offset = at + 4 * count
    for number in 0..<count {
      let size = Int(try chunk.u16(at + 4 * number))
      values.append(EVTXValue(offset: offset, size: size, type: try chunk.u8(at + 4 * number + 2)))
      offset += size
    }
    guard offset <= end else { throw EVTXDamage("values beyond the end of their record") }
    return try members(of: template, base: base, count: count, depth: depth, bound: bound, into: &out)
  }

  private mutating func template(at place: UInt32) throws(EVTXDamage) -> EVTXTemplate {
    if let known = templates[place] { return known }
    let size = Int(try chunk.u32(Int(place) + 20))
    let from = Int(place) + 24
    try chunk.check(from, size)
    try account(size)
    var reader = EVTXTemplateReader(chunk, from: from, to: from + size, hasDependency: true)
    let template = try reader.read()
    templates[place] = template
    return template
  }

  // MARK: Elements

  /// Where an instance's values lie, and how deep and far its text may go.
  private struct Frame {
    var base: Int
    var count: Int
    var depth: Int
    var bound: Int
  }

  private func value(_ number: Int, _ frame: Frame) -> EVTXValue? {
    guard number < frame.count else { return nil }
    let value = values[frame.base + number]
    return value.isEmpty ? nil : value
  }

  private mutating func members(
    of template: EVTXTemplate, base: Int, count: Int, depth: Int, bound: Int, into out: inout JSONBuffer
  ) throws(EVTXDamage) -> Bool {
    let frame = Frame(base: base, count: count, depth: depth, bound: bound)
    var isFirst = true
    for part in template.roots {
      guard case .element(let number, _) = part else { continue }
      try member(template, number, frame, &isFirst, into: &out)
    }
    return !isFirst
  }

  /// `"key":value`, or nothing where the element is empty.
  private mutating func member(
    _ template: EVTXTemplate, _ number: Int, _ frame: Frame, _ isFirst: inout Bool, into out: inout JSONBuffer
  ) throws(EVTXDamage) {
    guard out.count < frame.bound else { throw EVTXDamage("record larger than 4 MiB") }
    let mark = out.count
    if !isFirst { out.write(UInt8(ascii: ",")) }
    out.write(template.span(template.elements[number].key))
    if try content(template, number, frame, into: &out) { isFirst = false } else { out.cut(to: mark) }
  }

  /// An element's value: a scalar, or an object where it has attributes or elements.
  private mutating func content(
    _ template: EVTXTemplate, _ number: Int, _ frame: Frame, into out: inout JSONBuffer
  ) throws(EVTXDamage) -> Bool {
    let element = template.elements[number]
    if !element.hasElements, element.attributes.isEmpty || !hasAttribute(template, element, frame) {
      if let nested = nestedValue(template, element.parts, frame) {
        return try object(of: nested, frame, into: &out)
      }
      return try scalar(template, element.parts, frame, into: &out)
    }
    out.write(UInt8(ascii: "{"))
    var isFirst = true
    for place in element.attributes { try attribute(template, place, frame, &isFirst, into: &out) }
    try children(template, element, frame, &isFirst, into: &out)
    out.write(UInt8(ascii: "}"))
    return !isFirst
  }

  private func hasAttribute(_ template: EVTXTemplate, _ element: EVTXTemplate.Element, _ frame: Frame) -> Bool
  {
    element.attributes.contains { place in
      // A namespace says nothing of the event.
      !isNamespace(template, place)
        && template.attributes[place].parts.contains { isPresent(template.parts[$0], frame) }
    }
  }

  private func isNamespace(_ template: EVTXTemplate, _ place: Int) -> Bool {
    let key = template.span(template.attributes[place].key)
    return key.count >= 8 && key.starts(with: "\"xmlns".utf8)
  }

  private func isPresent(_ part: EVTXTemplate.Part, _ frame: Frame) -> Bool {
    switch part {
    case .literal(let span): span.count > 0
    case .value(let number): value(number, frame) != nil
    case .element: true
    }
  }

  private mutating func attribute(
    _ template: EVTXTemplate, _ place: Int, _ frame: Frame, _ isFirst: inout Bool, into out: inout JSONBuffer
  ) throws(EVTXDamage) {
    if isNamespace(template, place) { return }
    let mark = out.count
    if !isFirst { out.write(UInt8(ascii: ",")) }
    out.write(template.span(template.attributes[place].key))
    if try scalar(template, template.attributes[place].parts, frame, into: &out) {
      isFirst = false
    } else {
      out.cut(to: mark)
    }
  }

  /// Elements within an element, arrays of those of one name, and its text.
  private mutating func children(
    _ template: EVTXTemplate, _ element: EVTXTemplate.Element, _ frame: Frame, _ isFirst: inout Bool,
    into out: inout JSONBuffer
  ) throws(EVTXDamage) {
    var place = element.parts.lowerBound
    var hasText = false
    while place < element.parts.upperBound {
      switch template.parts[place] {
      case .element(let number, let run) where run > 1:
        try array(template, number, place..<(place + run), frame, &isFirst, into: &out)
        place += run
        continue
      case .element(let number, _): try member(template, number, frame, &isFirst, into: &out)
      case .value(let number):
        if let value = value(number, frame), value.type == EVTXValue.binaryXMLType {
          try nested(value, frame, &isFirst, into: &out)
        } else {
          hasText = true
        }
      case .literal: hasText = true
      }
      place += 1
    }
    guard hasText else { return }
    let mark = out.count
    out.write(isFirst ? "\"#text\":" : ",\"#text\":" as StaticString)
    if try scalar(template, element.parts, frame, into: &out) { isFirst = false } else { out.cut(to: mark) }
  }

  private mutating func array(
    _ template: EVTXTemplate, _ number: Int, _ places: Range<Int>, _ frame: Frame, _ isFirst: inout Bool,
    into out: inout JSONBuffer
  ) throws(EVTXDamage) {
    if !isFirst { out.write(UInt8(ascii: ",")) }
    isFirst = false
    out.write(template.span(template.elements[number].key))
    out.write(UInt8(ascii: "["))
    var isFirstItem = true
    for place in places {
      guard case .element(let item, _) = template.parts[place] else { continue }
      let mark = out.count
      if !isFirstItem { out.write(UInt8(ascii: ",")) }
      if try content(template, item, frame, into: &out) { isFirstItem = false } else { out.cut(to: mark) }
    }
    out.write(UInt8(ascii: "]"))
  }

  // MARK: Values

  /// The value that holds elements, where it is all there is.
  private func nestedValue(_ template: EVTXTemplate, _ parts: Range<Int>, _ frame: Frame) -> EVTXValue? {
    guard parts.count == 1, case .value(let number) = template.parts[parts.lowerBound],
      let value = value(number, frame), value.type == EVTXValue.binaryXMLType
    else { return nil }
    return value
  }

  private mutating func object(
    of value: EVTXValue, _ frame: Frame, into out: inout JSONBuffer
  ) throws(EVTXDamage) -> Bool {
    out.write(UInt8(ascii: "{"))
    let hasMembers = try fragment(
      value.offset, value.offset + value.size, depth: frame.depth + 1, bound: frame.bound, into: &out)
    out.write(UInt8(ascii: "}"))
    return hasMembers
  }

  private mutating func nested(
    _ value: EVTXValue, _ frame: Frame, _ isFirst: inout Bool, into out: inout JSONBuffer
  ) throws(EVTXDamage) {
    let mark = out.count
    if !isFirst { out.write(UInt8(ascii: ",")) }
    let hasMembers = try fragment(
      value.offset, value.offset + value.size, depth: frame.depth + 1, bound: frame.bound, into: &out)
    if hasMembers { isFirst = false } else { out.cut(to: mark) }
  }

  /// A value as it is, or several parts as one text; false where there is nothing.
  private func scalar(
    _ template: EVTXTemplate, _ parts: Range<Int>, _ frame: Frame, into out: inout JSONBuffer
  ) throws(EVTXDamage) -> Bool {
    guard out.count < frame.bound else { throw EVTXDamage("record larger than 4 MiB") }
    if parts.count == 1, case .value(let number) = template.parts[parts.lowerBound] {
      guard let value = value(number, frame), value.type != EVTXValue.binaryXMLType else { return false }
      try out.write(value, of: chunk)
      return true
    }
    let mark = out.count
    out.write(UInt8(ascii: "\""))
    let from = out.count
    for place in parts {
      guard out.count < frame.bound else { throw EVTXDamage("record larger than 4 MiB") }
      switch template.parts[place] {
      case .literal(let span): out.write(template.span(span))
      case .value(let number):
        if let value = value(number, frame), value.type != EVTXValue.binaryXMLType {
          try out.writePlain(value, of: chunk)
        }
      case .element: continue
      }
    }
    if out.count == from {
      out.cut(to: mark)
      return false
    }
    out.write(UInt8(ascii: "\""))
    return true
  }
}
