import HarrierModels

/// A key that changed for good, by the bucket in which that was beyond doubt.
struct FoundChange {
  var name: KeyName
  var change: ChangeWatch.Change
  var before: Double
  var after: Double
  var bucket: Int64
}
