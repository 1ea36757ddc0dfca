/// Finds which of many texts stand in a value, in one scan (Aho & Corasick, Communications of the ACM 18(6), 1975).
///
/// - Cost: O(value), whatever the number of texts; a table of states by the bytes that texts are made of.
struct TextSearch: Sendable {
  /// By byte: its column; 0 for the bytes of no text. Both cases of a letter have one column.
  private var columns = [UInt8](repeating: 0, count: 256)
  private var width = 1
  /// State behind a state and a column.
  private var next: [Int32] = []
  /// By state: the text that ends there, −1 where none does.
  private var ends: [Int32] = []
  /// By state: the nearest shorter state in which a text ends, 0 where there is none.
  private var shorter: [Int32] = []
  private let count: Int

  /// - Parameter texts: folded, none of them empty, no two the same.
  init(_ texts: [[UInt8]]) {
    count = texts.count
    if texts.isEmpty { return }
    giveColumns(to: texts)
    addState()
    for (number, text) in texts.enumerated() { insert(text, number) }
    link()
  }

  private mutating func giveColumns(to texts: [[UInt8]]) {
    // At most 230: folded texts hold no capital letter.
    for byte in Set(texts.joined()).sorted() {
      columns[Int(byte)] = UInt8(width)
      width += 1
    }
    for byte in UInt8(ascii: "A")...UInt8(ascii: "Z") {
      columns[Int(byte)] = columns[Int(ASCII.folded(byte))]
    }
  }

  private mutating func addState() {
    next += repeatElement(-1, count: width)
    ends.append(-1)
    shorter.append(0)
  }

  private mutating func insert(_ text: [UInt8], _ number: Int) {
    var state = 0
    for byte in text {
      let place = state * width + Int(columns[Int(byte)])
      if next[place] < 0 {
        next[place] = Int32(ends.count)
        addState()
      }
      state = Int(next[place])
    }
    ends[state] = Int32(number)
  }

  /// Where no text goes on, the longest of its endings that a text begins with does.
  private mutating func link() {
    var fallback = [Int](repeating: 0, count: ends.count)
    var waiting: [Int] = []
    for column in 0..<width {
      if next[column] < 0 { next[column] = 0 } else { waiting.append(Int(next[column])) }
    }
    var at = 0
    while at < waiting.count {
      let state = waiting[at]
      at += 1
      let back = fallback[state]
      shorter[state] = ends[back] >= 0 ? Int32(back) : shorter[back]
      for column in 0..<width {
        let place = state * width + column
        let behind = next[back * width + column]
        if next[place] < 0 {
          next[place] = behind
        } else {
          fallback[Int(next[place])] = Int(behind)
          waiting.append(Int(next[place]))
        }
      }
    }
  }

  /// The numbers of the texts that stand in a value, each once, in the order in which they first end.
  func found(in value: UnsafeRawBufferPointer) -> [Int] {
    if count == 0 { return [] }
    var found: [Int] = []
    var isFound: [Bool] = []
    var state = 0
    for byte in value {
      state = Int(next[state * width + Int(columns[Int(byte)])])
      var end = ends[state] >= 0 ? state : Int(shorter[state])
      while end > 0 {
        let text = Int(ends[end])
        if isFound.isEmpty { isFound = Array(repeating: false, count: count) }
        // What ends in a shorter state was found with it.
        if isFound[text] { break }
        isFound[text] = true
        found.append(text)
        end = Int(shorter[end])
      }
    }
    return found
  }
}
