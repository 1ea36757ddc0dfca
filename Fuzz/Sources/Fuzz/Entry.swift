import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// libFuzzer as a library (LLVM, *libFuzzer*, "Using libFuzzer as a library").
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ each: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// `FUZZ_TARGET` names the target; without one the names are printed.
@main
enum Entry {
  fileprivate static let chosen = FuzzTarget.all.first {
    $0.name == ProcessInfo.processInfo.environment["FUZZ_TARGET"]
  }

  static func main() {
    guard chosen != nil else {
      print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
      return
    }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(
      runFuzzer(&count, &arguments) { bytes, count in
        Entry.chosen?.run(UnsafeBufferPointer(start: bytes, count: count))
        return 0
      })
  }
}
