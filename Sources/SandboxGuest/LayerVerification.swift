import CLinuxShim
import Glibc
import SandboxProtocol

/// Tries to break each layer of the jail from the inside, in a session that never runs user code.
///
/// What a layer forbids is tried with seccomp still off, so that the layer itself must refuse it.
final class LayerVerification {
  private var found = LayerFindings()
  private let jail: Jail
  private var listener: Int32 = -1
  /// Names of namespaces this process must not be in.
  private let foreign: [String]

  private init(jail: Jail, foreign: [String]) {
    self.jail = jail
    self.foreign = foreign
  }

  /// Enters the jail, says what it held, and waits for the last trial.
  static func run(in jail: Jail, descriptors: SessionDescriptors, foreign: [String]) -> Never {
    let channel = SessionChannel(moving: descriptors.channel)
    do throws(GuestError) {
      _ = try StandardStreams(descriptors)
      let verification = LayerVerification(jail: jail, foreign: foreign)
      try jail.enter(verification: verification)
      channel.send(.verified(verification.found.findings))
      while let (request, _) = try channel.receive() {
        guard case .exhaustMemory(let byteCount) = request else { break }
        Self.touchMemory(Int(clamping: byteCount))
        // Still here: the limit did not hold.
        channel.send(.ready([]))
      }
    } catch {
      channel.send(.refused(error))
    }
    _exit(70)
  }

  /// The trials that seccomp would hide.
  func tryLayers() {
    if !jail.cgroups.descriptors.isEmpty { tryProcessLimit() }
    tryRoot()
    tryNamespaces()
    tryIDs()
    tryNesting()
    found.tryLimits(jail.resourceLimits)
    found.tryPrivileges()
    tryLandlock()
  }

  /// Makes what Landlock must not let this process reach: a socket that was there before.
  func listenOutside() {
    if jail.landlock.abi >= Landlock.scopeABI { listener = pollux_listen_abstract() }
  }

  /// The trials of seccomp itself.
  func tryFilter() { found.tryFilter(mayNameSockets: jail.landlock.abi >= Landlock.scopeABI) }

  // MARK: Trials

  private func tryRoot() {
    for folder in ["/", "/usr", "/etc", "/dev"] {
      let path = folder + "/.pollux-probe"
      found.expect(
        .rootFilesystem,
        "write in \(folder)",
        [EROFS, EACCES],
        open(path, O_CREAT | O_EXCL | O_WRONLY, 0o600)
      )
    }
    for path in ["/etc/shadow", "/var", "/sys", "/proc/sys", "/proc/kcore", "/run"] {
      found.expect(.rootFilesystem, "find \(path)", [ENOENT], access(path, F_OK))
    }
    // Names of the host's that mean the working directory here.
    for name in RootFilesystem.namesOfWork {
      var target = [CChar](repeating: 0, count: 64)
      let length = readlink("/\(name)", &target, target.count - 1)
      found.note(.rootFilesystem, length > 0 && strcmp(target, "/work") == 0, "/\(name) leads to /work")
    }
  }

  private func tryNamespaces() {
    found.expect(.mountNamespace, "mount()", EPERM, mount("none", "/tmp", "tmpfs", 0, nil))
    found.expect(.utsNamespace, "sethostname()", EPERM, sethostname("x", 1))
    // No interface is up, so there is no route, not even to oneself. Datagram sockets: nothing is sent by this.
    for (name, address): (String, UInt32) in [("127.0.0.1", 0x7f00_0001), ("192.0.2.1", 0xc000_0201)] {
      found.expect(.networkNamespace, "a route to \(name)", ENETUNREACH, pollux_connect_udp(address, 9))
    }
    // Names of sockets and counts of what neighbours send are in there.
    found.expect(
      .networkNamespace,
      "read of /proc/self/net/unix",
      EACCES,
      open("/proc/self/net/unix", O_RDONLY | O_CLOEXEC)
    )
    // The parent is outside, so it has no number here; init is 1.
    found.note(.pidNamespace, getppid() == 0 && getpid() < 10, "pid \(getpid()) of parent \(getppid())")
    let layers: [(IsolationLayer, String)] = [
      (.cgroupNamespace, "cgroup"), (.ipcNamespace, "ipc"), (.mountNamespace, "mnt"), (.networkNamespace, "net"),
      (.pidNamespace, "pid"), (.userNamespace, "user"), (.utsNamespace, "uts"),
    ]
    for (layer, kind) in layers {
      let name = NamespaceName.current(kind)
      found.note(layer, name.map { !foreign.contains($0) } ?? false, "in a namespace of its own, \(name ?? "unknown")")
    }
  }

  private func tryIDs() {
    found.expect(.userNamespace, "setresuid(0)", [EPERM, EINVAL], pollux_setresuid(0))
    found.note(.userNamespace, getuid() == SessionIDs.user && geteuid() == SessionIDs.user, "user id \(getuid())")
    // With one id for all, init is a process of the same user.
    found.expect(.ids, "a signal to init", EPERM, kill(1, 0))
  }

  private func tryNesting() {
    let child = pollux_fork()
    if child == 0 { _exit(pollux_unshare(POLLUX_CLONE_NEWUSER) == 0 ? 0 : errno) }
    var status: Int32 = 0
    guard child > 0, waitpid(child, &status, 0) == child else {
      return found.note(.noNestedNamespaces, false, "no process could be made to try it")
    }
    let answer = (status >> 8) & 0xff
    found.note(
      .noNestedNamespaces,
      answer == ENOSPC || answer == EPERM,
      "unshare(CLONE_NEWUSER): \(LayerFindings.text(answer))"
    )
  }

  private func tryLandlock() {
    guard jail.landlock.abi > 0 else { return found.note(.landlock, false, "the kernel has no Landlock, or it is off") }
    // In sight, readable by its mode, and on no list.
    found.expect(
      .landlock,
      "read of /pollux/pollux-init",
      EACCES,
      open(RootFilesystem.initExecutable, O_RDONLY | O_CLOEXEC)
    )
    if jail.landlock.abi >= Landlock.scopeABI {
      found.expect(.landlock, "an abstract socket of another's", EPERM, pollux_connect_abstract(listener))
    }
    found.note(.landlock, true, "ABI \(jail.landlock.abi)")
  }

  // MARK: What only a cgroup limits

  /// The server gives a session that verifies room for a few processes only.
  private func tryProcessLimit() {
    var children: [pid_t] = []
    var answer: Int32 = 0
    while children.count < 32, answer == 0 {
      let child = pollux_fork()
      if child == 0 { while true { pause() } }
      if child > 0 { children.append(child) } else { answer = errno }
    }
    for child in children {
      kill(child, SIGKILL)
      waitpid(child, nil, 0)
    }
    found.note(.processLimit, answer == EAGAIN, "process \(children.count + 2): \(LayerFindings.text(answer))")
  }

  private static func touchMemory(_ byteCount: Int) {
    let memory = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let memory, memory != MAP_FAILED else { return }
    for offset in stride(from: 0, to: byteCount, by: 4096) {
      memory.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
    }
    munmap(memory, byteCount)
  }
}
