import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// A program beside us: a file is its standard input, its standard output is read here. No shell, and no other file of ours is
/// open in it.
final class ChildProcess {
  private let process: pid_t
  private let output: Int32
  private let words: UnsafeMutablePointer<FILE>
  private var status: Int32?

  /// - Parameter input: a regular file.
  /// - Throws: an `errno` where the file or the program cannot be opened.
  init(_ program: String, _ arguments: [String], input: String) throws(Problem) {
    let file = open(input, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Problem(number: errno) }
    defer { close(file) }
    // What it has to say may be more than a pipe holds while nobody reads it.
    guard let words = tmpfile() else { throw Problem(number: errno) }
    let made = Self.making.withLock { _ in Self.make(program, arguments, input: file, errors: fileno(words)) }
    switch made {
    case .failure(let problem):
      fclose(words)
      throw problem
    case .success(let made):
      (process, output) = made
      self.words = words
    }
  }

  /// One at a time, or the end of a pipe that is not yet marked would stay open in another child.
  private static let making = Mutex(())

  private static func make(
    _ program: String, _ arguments: [String], input: Int32, errors: Int32
  ) -> Result<(pid_t, Int32), Problem> {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return .failure(Problem(number: errno)) }
    defer { close(ends[1]) }
    for file in ends + [errors] { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
    let (process, error) = spawn(program, arguments, [input, ends[1], errors])
    if error == 0 { return .success((process, ends[0])) }
    close(ends[0])
    return .failure(Problem(number: error))
  }

  struct Problem: Error {
    var number: Int32
    var reason: String { String(cString: strerror(number)) }
  }

  /// - Parameter files: what become its standard input, output and error.
  private static func spawn(
    _ program: String, _ arguments: [String], _ files: [Int32]
  ) -> (process: pid_t, error: Int32) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // One who ignores broken pipes would write into ours for ever when we are gone.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    for (number, file) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(number))
    }
    var words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }
    var process: pid_t = 0
    let error = posix_spawn(&process, program, &actions, &attributes, &words, environ)
    return (process, error)
  }

  deinit {
    close(output)
    if status == nil {
      kill(process, SIGKILL)
      _ = exitStatus()
    }
    fclose(words)
  }

  /// Fills the buffer as far as it can; 0 when the program has closed its output.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    var filled = 0
    while filled < buffer.count {
      let got = Glibc.read(output, buffer.baseAddress! + filled, buffer.count - filled)
      if got < 0 {
        if errno == EINTR { continue }
        throw Problem(number: errno)
      }
      if got == 0 { break }
      filled += got
    }
    return filled
  }

  /// Waits until it has ended: 0 where it succeeded, else its status or minus its signal.
  func exitStatus() -> Int32 {
    if let status { return status }
    var state: Int32 = 0
    while waitpid(process, &state, 0) < 0, errno == EINTR {}
    let signal = state & 0x7F
    let ended = signal == 0 ? (state >> 8) & 0xFF : -signal
    status = ended
    return ended
  }

  /// So much of what it said on standard error.
  func said(_ count: Int) -> String {
    rewind(words)
    var bytes = [UInt8](repeating: 0, count: count)
    let got = fread(&bytes, 1, count, words)
    return String(decoding: bytes[..<got], as: UTF8.self)
  }
}
