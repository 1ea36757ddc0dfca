// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "harrier-benchmarks",
  dependencies: [.package(name: "harrier", path: "..")],
  targets: [
    .executableTarget(
      name: "Benchmarks",
      dependencies: [
        .product(name: "HarrierTesting", package: "harrier"),
        .product(name: "HarrierEngine", package: "harrier"),
      ]),
    .executableTarget(
      name: "FormatSpeed",
      dependencies: [
        .product(name: "HarrierTesting", package: "harrier"),
        .product(name: "HarrierParsers", package: "harrier"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
