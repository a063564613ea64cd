import Testing

/// System calls that the filter denies, by class, each with arguments that a kernel without a filter answers otherwise.
///
/// A call is its name or its number (new ones have one number on every architecture), then Python's arguments.
struct DeniedCalls: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// The errno `seccomp.json` gives them; nil is its default.
  var errno: Int?
  var calls: [String]

  init(_ name: String, errno: Int? = nil, _ calls: String...) {
    (testDescription, self.errno, self.calls) = (name, errno, calls)
  }

  private static let notImplemented = 38
  private static let notSupported = 95

  static let classes = others + sockets

  private static let others = [
    DeniedCalls(
      "mounts",
      "'mount', 1, 1, 1, 0, 0",
      "'umount2', 1, 0",
      "'pivot_root', 1, 1",
      "'chroot', 1",
      "428, -1, 1, 0",
      "429, -1, 1, -1, 1, 0",
      "430, 1, 0",
      "431, -1, 0, 0, 0, 0",
      "432, -1, 0, 0",
      "433, -1, 1, 0",
      "442, -1, 1, 0, 1, 0",
      "457, 1, 1, 1, 0",
      "458, 1, 1, 1, 0",
      "467, 0, 0, 0"
    ),
    DeniedCalls(
      "namespaces",
      "'unshare', 0x10000000",
      "'unshare', 0x20000",
      "'unshare', 0x40000000",
      "'unshare', 0x80",
      "'unshare', 0",
      "'setns', 0, 0",
      "'clone', 0x10000000 | 17, 0, 0, 0, 0",
      "'clone', 0x00020000 | 17, 0, 0, 0, 0",
      "'clone', 0x40000000 | 17, 0, 0, 0, 0",
      "'clone', 0x20000000 | 17, 0, 0, 0, 0",
      "'clone', 0x08000000 | 17, 0, 0, 0, 0",
      "'clone', 0x04000000 | 17, 0, 0, 0, 0",
      "'clone', 0x02000000 | 17, 0, 0, 0, 0",
      "'clone', 0x8000 | 17, 0, 0, 0, 0",
      "'clone', 0x2000 | 17, 0, 0, 0, 0"
    ),
    DeniedCalls(
      "other processes",
      "'ptrace', 0, 0, 0, 0",
      "'process_vm_readv', 1, 1, 1, 1, 1, 0",
      "'process_vm_writev', 1, 1, 1, 1, 1, 0",
      "440, -1, 1, 1, 0, 0",
      "448, -1, 0",
      "'kcmp', 1, 1, 0, 0, 0",
      "'pidfd_send_signal', -1, 0, 0, 0",
      "438, -1, 0, 0",
      "'prlimit64', 1, 3, 0, 0",
      "'setpriority', 0, 1, 0",
      "'rt_sigqueueinfo', 1, 9, 1",
      "'rt_tgsigqueueinfo', 1, 1, 9, 1",
      "'sched_setaffinity', 0, 0, 0",
      "'sched_setscheduler', 0, 0, 0",
      "'sched_setparam', 0, 0",
      "'sched_setattr', 0, 0, 0",
      "'ioprio_set', 1, 0, 0",
      "'move_pages', 0, 0, 0, 0, 0, 0",
      "'migrate_pages', 0, 0, 0, 0",
      "'get_mempolicy', 0, 0, 0, 0, 0"
    ),
    DeniedCalls(
      "the kernel's own machines",
      "'bpf', 0, 0, 0",
      "'perf_event_open', 0, 0, -1, -1, 0",
      "'seccomp', 0, 0, 0",
      "'keyctl', 0, -3, 0",
      "'add_key', 1, 1, 1, 1, -3",
      "'request_key', 1, 1, 1, 0",
      "444, 0, 0, 1",
      "445, -1, 1, 0, 0",
      "446, -1, 0",
      "'lookup_dcookie', 0, 0, 0",
      "'fanotify_init', 0, 0",
      "'fanotify_mark', -1, 0, 0, 0, 0",
      "'inotify_add_watch', -1, 1, 0",
      "'inotify_rm_watch', -1, 0",
      "'acct', 0",
      "'quotactl', 0, 0, 0, 0",
      "443, -1, 0, 0, 0",
      "'syslog', 3, 0, 0",
      "'vhangup'"
    ),
    DeniedCalls(
      "handles of files",
      "'open_by_handle_at', -100, 1, 0",
      "'name_to_handle_at', -100, 1, 1, 1, 0"
    ),
    DeniedCalls("pipes by pages", "'splice', -1, 0, -1, 0, 1, 0", "'vmsplice', -1, 0, 0, 0", "'tee', -1, -1, 1, 0"),
    DeniedCalls(
      "users and groups",
      "'setuid', 1000",
      "'setgid', 1000",
      "'setreuid', -1, -1",
      "'setregid', -1, -1",
      "'setresuid', -1, -1, -1",
      "'setresgid', -1, -1, -1",
      "'setgroups', 0, 0",
      "'setfsuid', 1000",
      "'setfsgid', 1000",
      "'capset', 0, 0",
      "'chown', 1, -1, -1",
      "'fchown', -1, -1, -1",
      "'lchown', 1, -1, -1",
      "'fchownat', -1, 1, -1, -1, 0"
    ),
    DeniedCalls("special files", "'mknod', b'/work/node', 0o10666, 0", "'mknodat', -100, b'/work/node', 0o10666, 0"),
    DeniedCalls(
      "the machine",
      "'reboot', 0, 0, 0, 0",
      "'kexec_load', 0, 0, 0, 0",
      "'kexec_file_load', -1, -1, 0, 0, 0",
      "'init_module', 0, 0, 0",
      "'finit_module', -1, 0, 0",
      "'delete_module', 0, 0",
      "'swapon', 0, 0",
      "'swapoff', 0",
      "'sethostname', 1, -1",
      "'setdomainname', 1, -1",
      "'settimeofday', 1, 1",
      "'clock_settime', 0, 1",
      "'adjtimex', 0",
      "'clock_adjtime', 0, 0",
      "'personality', 0x0040000",
      "'personality', 0",
      "'nfsservctl', 0, 0, 0"
    ),
    DeniedCalls(
      "queues, semaphores and memory by key",
      "'shmget', 0, 4096, 0o1600",
      "'shmat', 0, 0, 0",
      "'shmctl', 0, 0, 0",
      "'semget', 0, 1, 0o1600",
      "'semop', 0, 0, 0",
      "'semctl', 0, 0, 0, 0",
      "'msgget', 0, 0o1600",
      "'msgsnd', 0, 0, 0, 0",
      "'msgrcv', 0, 0, 0, 0, 0",
      "'msgctl', 0, 0, 0",
      "'mq_open', b'x', 0o102, 0o600, 0",
      "'mq_unlink', b'x'"
    ),
    DeniedCalls(
      "memory and locks with more behind them",
      "'mmap', 0, 1 << 21, 3, 0x40022, -1, 0",
      "'mmap', 0, 1 << 30, 3, 0x78040022, -1, 0",
      "'madvise', 0, 4096, 12",
      "'madvise', 0, 4096, 100",
      "'madvise', 0, 4096, 101",
      "'madvise', 0, 4096, 21",
      "'madvise', 0, 4096, 0x1_0000000c",
      "'futex', 0, 6, 0, 0, 0, 0",
      "'futex', 0, 0x86, 0, 0, 0, 0",
      "'futex', 0, 11, 0, 0, 0, 0",
      "'futex', 0, 12, 0, 0, 0, 0",
      "'futex', 0, 13, 0, 0, 0, 0"
    ),
    DeniedCalls(
      "requests to devices",
      "'ioctl', 0, 0x5412, 0",
      "'ioctl', 0, 0x1_00005412, 0",
      "'ioctl', 0, 0x541c, 0",
      "'ioctl', 0, 0x5423, 0",
      "'ioctl', 0, 0x40086602, 0",
      "'ioctl', 0, 0xb701, 0",
      "'ioctl', 0, 0x8901, 0",
      "'fcntl', 0, 8, 0",
      "'fcntl', 0, 9, 0",
      "'fcntl', 0, 10, 0",
      "'fcntl', 0, 15, 0",
      "'fcntl', 0, 1024, 0",
      "'fcntl', 0, 1026, 0",
      "'fcntl', 0, 1025, 0",
      "'fcntl', 0, 0x1_00000008, 0",
      "'fcntl', 0, 4, 0x2000",
      "'fcntl', 0, 4, 0x2800",
      "'fcntl', 0, 1033, 0",
      "'fcntl', 0, 1034, 0"
    ),
    DeniedCalls(
      "traits of the process",
      "'prctl', 35, 1, 0, 0, 0",
      "'prctl', 4, 1, 0, 0, 0",
      "'prctl', 36, 1, 0, 0, 0",
      "'prctl', 22, 1, 0, 0, 0",
      "'prctl', 28, 0, 0, 0, 0",
      "'prctl', 47, 4, 0, 0, 0",
      "'prctl', 53, 0, 0, 0, 0",
      "'prctl', 67, 1, 0, 0, 0",
      "'prctl', 1, 0, 0, 0, 0",
      "'prctl', 0x59616d61, 0, 0, 0, 0",
      "'prctl', 0x53564d41, 0, 0, 0, 0",
      "'execveat', -1, b'', 0, 0, 0x1000",
      "'process_madvise', -1, 0, 0, 0, 0",
      "'remap_file_pages', 0, 0, 0, 0, 0",
      "'mlockall', 1"
    ),
    DeniedCalls(
      "new ways that programs do without",
      errno: notImplemented,
      "'clone3', 0, 0",
      "437, -100, 1, 1, 0",
      "434, 1, 0",
      "'memfd_create', 1, 0",
      "447, 0",
      "'userfaultfd', 1",
      "425, 1, 0",
      "426, -1, 0, 0, 0, 0, 0",
      "427, -1, 0, 0, 0",
      "449, 0, 0, 0, 0, 0",
      "'inotify_init1', 0",
      "453, 0, 0, 0"
    ),
    DeniedCalls(
      "extended attributes",
      errno: notSupported,
      "'getxattr', 1, 1, 0, 0",
      "'lgetxattr', 1, 1, 0, 0",
      "'fgetxattr', -1, 1, 0, 0",
      "'setxattr', 1, 1, 0, 0, 0",
      "'lsetxattr', 1, 1, 0, 0, 0",
      "'fsetxattr', -1, 1, 0, 0, 0",
      "'listxattr', 1, 0, 0",
      "'llistxattr', 1, 0, 0",
      "'flistxattr', -1, 0, 0",
      "'removexattr', 1, 1",
      "'lremovexattr', 1, 1",
      "'fremovexattr', -1, 1"
    ),
    x86,
  ]

  #if arch(x86_64)
    private static let x86 = DeniedCalls(
      "what only x86 has",
      "'iopl', 3",
      "'ioperm', 0, 1, 1",
      "'modify_ldt', 0, 0, 0",
      "'uselib', 1",
      "'ustat', 0, 1",
      "'_sysctl', 1",
      "'create_module', 0, 0",
      "'set_thread_area', 0"
    )
  #else
    private static let x86 = DeniedCalls("what every machine has", "'acct', 0")
  #endif
}
