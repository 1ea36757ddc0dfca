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
  /// Whether somebody reads it still.
  ///
  /// - Throws: as ``finish()`` does.
  static func write(_ text: String) throws -> Bool {
    signal(SIGPIPE, SIG_IGN)
    var text = text
    return try text.withUTF8 { bytes in
      guard fflush(nil) == 0 || errno == EPIPE else { throw failure(errno) }
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = Glibc.write(STDOUT_FILENO, UnsafeBufferPointer(rebasing: rest).baseAddress, rest.count)
        if written < 0, errno == EINTR { continue }
        if written < 0, errno == EPIPE { return false }
        guard written > 0 else { throw failure(errno) }
        rest = rest.dropFirst(written)
      }
      return true
    }
  }

  /// Writes what is left of it.
  ///
  /// - Throws: ``Failure/output(_:)`` where it cannot be written. A reader that has gone, as `head` does, has had enough.
  static func finish() throws {
    guard fflush(nil) != 0, errno != EPIPE else { return }
    throw failure(errno)
  }

  private static func failure(_ number: Int32) -> Failure {
    .output("standard output: \(String(cString: strerror(number)))")
  }
}

/// A line for the person at the terminal, on standard error.
enum Message {
  static func print(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
