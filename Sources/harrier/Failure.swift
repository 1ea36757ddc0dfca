import ArgumentParser
import Foundation

/// What ends a command early, with its exit status.
enum Failure: Error, CustomStringConvertible {
  /// 1: usage or configuration.
  case configuration(String)
  /// 2: input that could not be read.
  case input(String)

  var description: String {
    switch self {
    case .configuration(let message), .input(let message): message
    }
  }

  var status: Int32 {
    switch self {
    case .configuration: 1
    case .input: 2
    }
  }
}

/// A line for the person at the terminal, on standard error.
enum Message {
  static func print(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
