// swift-tools-version: 6.2
import PackageDescription

// The heap that harrier has.
let heap: [LinkerSetting] = [.linkedLibrary("jemalloc")]

let package = Package(
  name: "harrier-benchmarks",
  dependencies: [.package(name: "harrier", path: "..")],
  targets: [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        .product(name: "HarrierTesting", package: "harrier"),
        .product(name: "HarrierEngine", package: "harrier"),
      ],
      linkerSettings: heap),
    .executableTarget(
      name: "FormatSpeed",
      dependencies: [
        .product(name: "HarrierTesting", package: "harrier"),
        .product(name: "HarrierParsers", package: "harrier"),
      ],
      linkerSettings: heap),
  ],
  swiftLanguageModes: [.v6]
)
