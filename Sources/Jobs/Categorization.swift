/// How a job sorts messages into categories, for detectors `by: mlcategory`.
public struct Categorization: Sendable, Hashable {
  /// What a detector's `by` calls the category.
  public static let category = "mlcategory"
  /// The field that has the message.
  public var field: String
  /// Whether each value of the partition field has categories of its own.
  public var isPerPartition: Bool

  public init(field: String, isPerPartition: Bool = false) {
    self.field = field
    self.isPerPartition = isPerPartition
  }
}
