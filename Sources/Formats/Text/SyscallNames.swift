/// Names of the system calls that audit rules watch, by architecture as the kernel writes it.
///
/// ## Source
/// Linux `arch/x86/entry/syscalls/syscall_64.tbl` and `syscall_32.tbl`, `include/uapi/asm-generic/unistd.h`; machine
/// numbers from `include/uapi/linux/audit.h`.
enum SyscallNames {
  struct Machine: Sendable {
    var code: StaticString
    var name: StaticString
    var calls: [Int: StaticString]
  }

  static let machines: [Machine] = [
    Machine(code: "c000003e", name: "x86_64", calls: x8664),
    Machine(code: "c00000b7", name: "aarch64", calls: generic),
    Machine(code: "40000003", name: "i386", calls: i386),
  ]

  private static let x8664: [Int: StaticString] = [
    0: "read", 1: "write", 2: "open", 3: "close", 4: "stat", 5: "fstat", 6: "lstat", 9: "mmap",
    10: "mprotect",
    16: "ioctl", 21: "access", 22: "pipe", 32: "dup", 33: "dup2", 40: "sendfile", 41: "socket", 42: "connect",
    43: "accept", 44: "sendto", 45: "recvfrom", 46: "sendmsg", 47: "recvmsg", 49: "bind", 50: "listen",
    53: "socketpair", 54: "setsockopt", 56: "clone", 57: "fork", 58: "vfork", 59: "execve", 60: "exit",
    62: "kill",
    72: "fcntl", 76: "truncate", 77: "ftruncate", 78: "getdents", 79: "getcwd", 80: "chdir", 81: "fchdir",
    82: "rename", 83: "mkdir", 84: "rmdir", 85: "creat", 86: "link", 87: "unlink", 88: "symlink",
    89: "readlink",
    90: "chmod", 91: "fchmod", 92: "chown", 93: "fchown", 94: "lchown", 95: "umask", 101: "ptrace",
    103: "syslog",
    105: "setuid", 106: "setgid", 113: "setreuid", 114: "setregid", 116: "setgroups", 117: "setresuid",
    119: "setresgid", 122: "setfsuid", 123: "setfsgid", 126: "capset", 132: "utime", 133: "mknod",
    135: "personality", 155: "pivot_root", 157: "prctl", 159: "adjtimex", 160: "setrlimit", 161: "chroot",
    163: "acct", 164: "settimeofday", 165: "mount", 166: "umount2", 167: "swapon", 168: "swapoff",
    169: "reboot",
    170: "sethostname", 171: "setdomainname", 172: "iopl", 173: "ioperm", 175: "init_module",
    176: "delete_module",
    188: "setxattr", 189: "lsetxattr", 190: "fsetxattr", 197: "removexattr", 198: "lremovexattr",
    199: "fremovexattr", 200: "tkill", 217: "getdents64", 227: "clock_settime", 231: "exit_group",
    234: "tgkill",
    235: "utimes", 246: "kexec_load", 248: "add_key", 249: "request_key", 250: "keyctl", 257: "openat",
    258: "mkdirat", 259: "mknodat", 260: "fchownat", 261: "futimesat", 263: "unlinkat", 264: "renameat",
    265: "linkat", 266: "symlinkat", 267: "readlinkat", 268: "fchmodat", 269: "faccessat", 272: "unshare",
    280: "utimensat", 288: "accept4", 292: "dup3", 293: "pipe2", 298: "perf_event_open", 302: "prlimit64",
    303: "name_to_handle_at", 304: "open_by_handle_at", 305: "clock_adjtime", 308: "setns",
    310: "process_vm_readv", 311: "process_vm_writev", 313: "finit_module", 316: "renameat2", 317: "seccomp",
    319: "memfd_create", 320: "kexec_file_load", 321: "bpf", 322: "execveat", 323: "userfaultfd",
    425: "io_uring_setup", 434: "pidfd_open", 435: "clone3", 437: "openat2", 439: "faccessat2",
  ]

  private static let generic: [Int: StaticString] = [
    5: "setxattr", 6: "lsetxattr", 7: "fsetxattr", 14: "removexattr", 15: "lremovexattr", 16: "fremovexattr",
    29: "ioctl", 33: "mknodat", 34: "mkdirat", 35: "unlinkat", 36: "symlinkat", 37: "linkat", 38: "renameat",
    39: "umount2", 40: "mount", 41: "pivot_root", 45: "truncate", 46: "ftruncate", 48: "faccessat",
    49: "chdir",
    51: "chroot", 52: "fchmod", 53: "fchmodat", 54: "fchownat", 55: "fchown", 56: "openat", 57: "close",
    63: "read", 64: "write", 78: "readlinkat", 88: "utimensat", 89: "acct", 91: "capset", 92: "personality",
    93: "exit", 94: "exit_group", 97: "unshare", 104: "kexec_load", 105: "init_module", 106: "delete_module",
    112: "clock_settime", 117: "ptrace", 129: "kill", 142: "reboot", 143: "setregid", 144: "setgid",
    145: "setreuid", 146: "setuid", 147: "setresuid", 149: "setresgid", 151: "setfsuid", 152: "setfsgid",
    159: "setgroups", 161: "sethostname", 162: "setdomainname", 167: "prctl", 170: "settimeofday",
    171: "adjtimex",
    198: "socket", 199: "socketpair", 200: "bind", 201: "listen", 202: "accept", 203: "connect",
    206: "sendto",
    207: "recvfrom", 211: "sendmsg", 212: "recvmsg", 217: "add_key", 218: "request_key", 219: "keyctl",
    220: "clone", 221: "execve", 222: "mmap", 226: "mprotect", 241: "perf_event_open", 242: "accept4",
    265: "open_by_handle_at", 268: "setns", 270: "process_vm_readv", 271: "process_vm_writev",
    273: "finit_module", 276: "renameat2", 277: "seccomp", 279: "memfd_create", 280: "bpf", 281: "execveat",
    282: "userfaultfd", 294: "kexec_file_load", 425: "io_uring_setup", 435: "clone3", 437: "openat2",
  ]

  private static let i386: [Int: StaticString] = [
    2: "fork", 3: "read", 4: "write", 5: "open", 8: "creat", 9: "link", 10: "unlink", 11: "execve",
    14: "mknod",
    15: "chmod", 16: "lchown", 21: "mount", 23: "setuid", 25: "stime", 26: "ptrace", 37: "kill", 38: "rename",
    39: "mkdir", 40: "rmdir", 46: "setgid", 52: "umount2", 61: "chroot", 70: "setreuid", 79: "settimeofday",
    83: "symlink", 94: "fchmod", 95: "fchown", 102: "socketcall", 120: "clone", 124: "adjtimex",
    128: "init_module", 129: "delete_module", 164: "setresuid", 182: "chown", 212: "chown32", 295: "openat",
    296: "mkdirat", 298: "fchownat", 301: "unlinkat", 306: "fchmodat", 350: "finit_module", 358: "execveat",
    359: "socket", 361: "bind", 362: "connect", 363: "listen",
  ]
}
