/// A picture of what a model does on a series, for the model's page. One file each under `Models/`.
protocol Picture: Sendable {
  /// The file's name without its ending.
  static var name: String { get }
  static func draw() -> Chart
}

enum PictureRegistry {
  /// One line a picture, by name.
  static let all: [any Picture.Type] = [
    ArrivalsPicture.self,
    ChangePicture.self,
    DriftPicture.self,
    CommonCausePicture.self,
    HoursPicture.self,
    LearningCurvePicture.self,
    MessagesPicture.self,
    NewsBringersPicture.self,
    PlacesPicture.self,
    PopulationPicture.self,
    RarityPicture.self,
    RegularityPicture.self,
    RunPicture.self,
    SeasonalCountPicture.self,
    SeasonalMetricPicture.self,
    SpellingPicture.self,
    RegularSpikesPicture.self,
  ]

  static var names: [String] { all.map { $0.name }.sorted() }
}
