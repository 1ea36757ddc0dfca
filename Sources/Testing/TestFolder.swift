import Foundation

/// A folder for one test, gone when the test is over.
public final class TestFolder: Sendable {
  public let path: String

  public init() {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "harrier-test-\(UUID().uuidString)", directoryHint: .isDirectory)
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      preconditionFailure("no folder for a test: \(error)")
    }
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  @discardableResult
  public func write(_ bytes: some Sequence<UInt8>, as name: String) throws -> String {
    let file = path + "/" + name
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  @discardableResult
  public func write(_ text: String, as name: String) throws -> String { try write(text.utf8, as: name) }

  /// Writes lines, each ended.
  @discardableResult
  public func write(lines: [String], as name: String) throws -> String {
    try write(Data((lines.joined(separator: "\n") + "\n").utf8), as: name)
  }

  public func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
  }

  /// The bytes as one gzip member, by the system's own gzip.
  public func gzip(_ text: String) throws -> [UInt8] {
    let plain = try write(text, as: "plain-\(UUID().uuidString)")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-n", plain]
    try process.run()
    process.waitUntilExit()
    let packed = try Data(contentsOf: URL(fileURLWithPath: plain + ".gz"))
    try FileManager.default.removeItem(atPath: plain + ".gz")
    return [UInt8](packed)
  }
}
