// swift-tools-version: 6.2
import PackageDescription

// One program for all fuzz targets, of which the environment chooses one: `make fuzz`, which also names the sanitizers.
let package = Package(
  name: "harrier-fuzz",
  dependencies: [.package(name: "harrier", path: "..")],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [.product(name: "HarrierParsers", package: "harrier")],
      // gold fails on libFuzzer's debug lines.
      linkerSettings: [.unsafeFlags(["-use-ld=lld"])])
  ],
  swiftLanguageModes: [.v6]
)
