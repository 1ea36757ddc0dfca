import Foundation
import HarrierDetectors
import Testing

@testable import HarrierJobs

/// The job files in the functions' pages (`HarrierDetectors.docc`).
struct FunctionExampleTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Detectors/HarrierDetectors.docc")

  private static let pages = ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".md") }.sorted()

  private static func text(_ page: String) -> String {
    (try? String(contentsOf: folder.appending(path: page), encoding: .utf8)) ?? ""
  }

  /// What stands between a fence for YAML and its end.
  private static let examples: [String] = pages.flatMap { page in
    text(page).components(separatedBy: "```yaml\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }

  @Test(arguments: DetectorRegistry.names)
  func `a function has a job file in its page, and it is sound`(name: String) throws {
    let example = try #require(
      Self.examples.first { $0.contains("{function: \(name),") || $0.contains("{function: \(name)}") },
      "no page of HarrierDetectors.docc has a job with “function: \(name)”")
    let job = try JobFile.parse(example, fileName: "\(name).yml", pack: "user")
    #expect(job.detectors.map(\.function) == [name])
    #expect(!job.title.isEmpty && !job.influencers.isEmpty)
  }

  @Test func `every example is a sound job of a function that there is, and no two are the same`() throws {
    let jobs = try Self.examples.map { try JobFile.parse($0, fileName: "example.yml", pack: "user") }
    #expect(jobs.count >= DetectorRegistry.names.count)
    #expect(Set(jobs.map(\.id)).count == jobs.count)
    #expect(Set(jobs.map(\.title)).count == jobs.count)
  }

  @Test func `the landing page lists every other page and every function`() {
    let landing = Self.text("HarrierDetectors.md")
    for page in Self.pages where page != "HarrierDetectors.md" {
      #expect(landing.contains("- <doc:\(page.dropLast(3))>"), "\(page)")
    }
    for function in DetectorRegistry.all {
      #expect(landing.contains("- ``\(function)``"), "\(function)")
    }
  }
}
