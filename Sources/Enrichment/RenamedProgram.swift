import HarrierEvents

/// Whether a program's file has another name than its maker gave it: `true` for `svc.exe` that was built as `procdump`.
///
/// Compared up to the first dot and without case: `certutil.exe` is CertUtil.exe, `cmd.exe` is Cmd.Exe.MUI, and
/// `PsExec.exe` psexec.c.
public struct RenamedProgram: JointEnricher {
  public let inputs = ["process.name", "process.pe.original_file_name"]
  public let outputs = ["harrier.process.is_renamed"]
  public let meaning = "`true` where a program's file has another name than the one it was built with"

  public init() {}

  public func values(of inputs: [UnsafeBufferPointer<UInt8>], time: EventTime?) -> [String?] {
    let names = inputs.map { String(decoding: $0.prefix { $0 != 0x2E }, as: UTF8.self).lowercased() }
    // Makers that gave none wrote a placeholder or nothing.
    if names.contains(where: { $0.isEmpty || $0 == "-" || $0 == "?" }) { return [nil] }
    return [names[0] == names[1] ? "false" : "true"]
  }
}
