import ArgumentParser
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// What ends a command early, with its exit status.
enum Failure: Error, CustomStringConvertible {
  /// 1: usage or configuration.
  case configuration(String)
  /// 2: input that could not be read.
  case input(String)
  /// 2: output that could not be written.
  case output(String)

  var description: String {
    switch self {
    case .configuration(let message), .input(let message), .output(let message): message
    }
  }

  var status: Int32 {
    switch self {
    case .configuration: 1
    case .input, .output: 2
    }
  }
}

/// What a command prints.
enum StandardOutput {
  /// Writes what is left of it.
  ///
  /// - Throws: ``Failure/output(_:)`` where it cannot be written. A reader that has gone, as `head` does, has had enough.
  static func finish() throws {
    guard fflush(nil) != 0, errno != EPIPE else { return }
    throw Failure.output("standard output: \(String(cString: strerror(errno)))")
  }
}

/// A line for the person at the terminal, on standard error.
enum Message {
  static func print(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
