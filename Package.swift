// swift-tools-version: 6.2
import PackageDescription

// The rooms of the house, top to bottom: a target imports only what stands above it.
// ARCHITECTURE.md has a heading a room. `swift build --explicit-target-dependency-import-check error`
// keeps the direction.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

func room(_ name: String, sees: [String], packages: [Target.Dependency] = [], resources: [Resource] = [])
  -> Target
{
  .target(
    name: "Harrier\(name)",
    dependencies: sees.map { .target(name: $0) } + packages,
    path: "Sources/\(name)",
    resources: resources,
    swiftSettings: strict)
}

func tests(
  _ name: String, sees: [String], packages: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "Harrier\(name)Tests",
    dependencies: sees.map { .target(name: $0) } + packages,
    path: "Tests/\(name)Tests",
    resources: resources,
    swiftSettings: strict)
}

let package = Package(
  name: "harrier",
  products: [
    .executable(name: "harrier", targets: ["harrier"]),
    .library(name: "HarrierTesting", targets: ["HarrierTesting"]),
    .library(
      name: "HarrierEngine",
      targets: ["HarrierEngine", "HarrierEvents", "HarrierFormats", "HarrierInputs", "HarrierJobs"]),
    // What reads bytes of others: for fuzzing and for measuring formats alone.
    .library(
      name: "HarrierParsers",
      targets: ["HarrierEvents", "HarrierQuery", "HarrierFormats", "HarrierInputs", "HarrierJobs"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // C libraries, each behind a module of its own.
    .target(name: "CSimdjson", path: "Sources/CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .systemLibrary(name: "CISAL", path: "Sources/CISAL", pkgConfig: "libisal"),
    .systemLibrary(name: "CZlib", path: "Sources/CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CZstd", path: "Sources/CZstd", pkgConfig: "libzstd"),
    .systemLibrary(name: "CPCRE2", path: "Sources/CPCRE2", pkgConfig: "libpcre2-8"),
    .systemLibrary(name: "CArchive", path: "Sources/CArchive", pkgConfig: "libarchive"),
    .systemLibrary(name: "CLibXML", path: "Sources/CLibXML", pkgConfig: "libxml-2.0"),
    .target(name: "CEventXML", dependencies: ["CLibXML"], path: "Sources/CEventXML"),
    .systemLibrary(name: "CPSL", path: "Sources/CPSL", pkgConfig: "libpsl"),
    .systemLibrary(name: "CMaxMind", path: "Sources/CMaxMind", pkgConfig: "libmaxminddb"),

    room("Statistics", sees: []),
    room("Events", sees: []),
    room("Query", sees: ["HarrierEvents"]),
    room(
      "Formats", sees: ["HarrierEvents", "CSimdjson", "CPCRE2"],
      packages: [.product(name: "Yams", package: "Yams")],
      resources: [.copy("Mappings")]),
    room("Enrichment", sees: ["HarrierEvents", "CPSL", "CMaxMind"]),
    room("Features", sees: ["HarrierStatistics", "HarrierEvents", "CZlib"]),
    room("Models", sees: ["HarrierStatistics", "HarrierEvents"]),
    room(
      "Detectors",
      sees: ["HarrierStatistics", "HarrierEvents", "HarrierFeatures", "HarrierModels"]),
    room(
      "Jobs",
      sees: ["HarrierEvents", "HarrierQuery", "HarrierDetectors"],
      packages: [.product(name: "Yams", package: "Yams")],
      resources: [.copy("Catalogue"), .copy("Tables"), .copy("Transforms")]),
    room(
      "Scoring",
      sees: ["HarrierStatistics", "HarrierEvents", "HarrierFeatures", "HarrierModels", "HarrierDetectors"]
    ),
    room(
      "Inputs",
      sees: ["HarrierEvents", "HarrierFormats", "CSimdjson", "CISAL", "CZstd", "CArchive", "CEventXML"]),
    room(
      "Engine",
      sees: [
        "HarrierStatistics", "HarrierEvents", "HarrierQuery", "HarrierFormats", "HarrierEnrichment",
        "HarrierFeatures", "HarrierModels", "HarrierDetectors", "HarrierJobs", "HarrierScoring",
        "HarrierInputs", "CISAL",
      ]),
    room(
      "Results", sees: ["HarrierStatistics", "HarrierEvents", "HarrierScoring"],
      packages: [.product(name: "GRDB", package: "GRDB.swift")]),
    room(
      "Reports", sees: ["HarrierEvents", "HarrierScoring", "HarrierResults"],
      resources: [.copy("Assets")]),
    room("Simulator", sees: []),
    .executableTarget(
      name: "harrier",
      dependencies: [
        "HarrierStatistics", "HarrierEvents", "HarrierFormats", "HarrierEnrichment", "HarrierJobs",
        "HarrierScoring", "HarrierInputs", "HarrierEngine", "HarrierResults",
        "HarrierReports", "HarrierSimulator",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/harrier",
      swiftSettings: strict,
      // The heap: names malloc before the C library does. Only here: sanitizers and tests bring a heap of their own.
      linkerSettings: [.linkedLibrary("jemalloc")]),
    room(
      "Testing",
      sees: [
        "HarrierStatistics", "HarrierEvents", "HarrierQuery", "HarrierFeatures", "HarrierModels",
        "HarrierDetectors", "HarrierJobs", "HarrierScoring", "HarrierEngine", "HarrierInputs",
        "HarrierFormats", "HarrierEnrichment", "HarrierSimulator",
      ]),

    // What scores promise, counted: `make quality`.
    .executableTarget(
      name: "calibration", dependencies: ["HarrierTesting", "HarrierEngine"], path: "Quality/Calibration",
      swiftSettings: strict),
    // What is read of a Windows event log, for Quality/evtx_agreement.py.
    .executableTarget(
      name: "evtx-lines", dependencies: ["HarrierInputs"], path: "Quality/EVTXLines", swiftSettings: strict),

    // Draws the pictures of the models' pages: `make pictures`.
    .executableTarget(
      name: "pictures",
      dependencies: ["HarrierModels", "HarrierStatistics", "HarrierEvents", "HarrierTesting"],
      path: "Quality/Pictures", swiftSettings: strict),

    // The catalogue's table and its page, made from its files: `make catalogue`.
    .executableTarget(
      name: "catalogue", dependencies: ["HarrierJobs"], path: "Quality/Catalogue", swiftSettings: strict),

    tests("Pictures", sees: ["pictures"]),
    tests("Simulator", sees: ["HarrierSimulator"]),
    tests("Query", sees: ["HarrierQuery", "HarrierEvents", "HarrierTesting"]),
    tests("Jobs", sees: ["HarrierJobs", "HarrierQuery", "HarrierEvents", "HarrierDetectors"]),
    tests(
      "Results", sees: ["HarrierResults", "HarrierScoring", "HarrierEvents", "HarrierStatistics"],
      packages: [.product(name: "GRDB", package: "GRDB.swift")]),
    tests("Reports", sees: ["HarrierReports", "HarrierResults", "HarrierScoring", "HarrierEvents"]),
    tests("Statistics", sees: ["HarrierStatistics", "HarrierTesting"]),
    tests(
      "Formats", sees: ["HarrierFormats", "HarrierEvents", "HarrierInputs", "HarrierTesting"],
      resources: [.copy("Samples")]),
    tests("Inputs", sees: ["HarrierInputs", "HarrierTesting"]),
    tests("Enrichment", sees: ["HarrierEnrichment", "HarrierEvents"]),
    tests("Models", sees: ["HarrierModels", "HarrierEvents", "HarrierStatistics", "HarrierTesting"]),
    tests("Scoring", sees: ["HarrierScoring", "HarrierEvents", "HarrierStatistics", "HarrierTesting"]),
    tests("Features", sees: ["HarrierFeatures", "HarrierEvents", "HarrierStatistics", "HarrierTesting"]),
    tests(
      "Engine",
      sees: [
        "HarrierEngine", "HarrierTesting", "HarrierJobs", "HarrierInputs", "HarrierFormats",
        "HarrierEvents", "HarrierScoring", "HarrierDetectors", "HarrierQuery", "HarrierEnrichment",
      ]),
    tests("CommandLine", sees: ["harrier", "HarrierResults", "HarrierScoring"]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
