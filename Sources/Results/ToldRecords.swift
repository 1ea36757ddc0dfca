/// The records of one spending of a budget, by the story that they belong to: which are alerts, and which stand by.
struct ToldRecords {
  /// What became of a record before it was paid for.
  struct Told {
    /// The number of its story since the ledger began.
    var story: Int
    /// Of those of its story, which was no alert yet.
    var isStrangest: Bool
    var wasAlert: Bool
    /// The return period that its story needs for an alert now, in seconds.
    var price: Double
  }

  /// By the place of the record that paid.
  private(set) var alerts: [Int: BudgetLedger.Paid] = [:]
  private var places: [Int: [Int]] = [:]
  private var strangest: [Int: Int] = [:]
  private var alerted: Set<Int> = []
  private var shown: Set<Int> = []

  mutating func note(_ place: Int, _ told: Told, _ alert: BudgetLedger.Paid?) {
    places[told.story, default: []].append(place)
    if told.isStrangest { strangest[told.story] = place }
    if told.wasAlert || alert != nil { alerted.insert(told.story) }
    guard let alert else { return }
    alerts[place] = alert
    // Of a story's first alert the strangest of an earlier hunt may be shown.
    if told.wasAlert {
      shown.insert(place)
    } else if let first = strangest[told.story] {
      shown.insert(first)
    }
  }

  /// Places of the records that are no alert, of stories that are.
  var standingBy: [Int] {
    alerted.flatMap { places[$0] ?? [] }.filter { !shown.contains($0) }.sorted()
  }
}
