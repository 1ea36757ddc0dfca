import Foundation

/// A file of lines, written from its start through a buffer.
final class LineFile {
  private static let bufferBytes = 1 << 18

  let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var isOpen = true

  /// Empties a file that is there already.
  init(path: String) throws(OutputError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw OutputError(code: errno, path: path) }
    buffer.reserveCapacity(Self.bufferBytes + 4096)
  }

  deinit { if isOpen { _ = close(descriptor) } }

  func append(line: String) throws(OutputError) {
    buffer.append(contentsOf: line.utf8)
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  func append(text: String) throws(OutputError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  func flush() throws(OutputError) {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw OutputError(code: errno, path: path) }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// A network disk may say only here that it is full.
  func finish() throws(OutputError) {
    try flush()
    isOpen = false
    guard close(descriptor) == 0 else { throw OutputError(code: errno, path: path) }
  }
}
