#if FaultInjection
  import CLinuxShim
  import Glibc
  import SandboxProtocol
  import Synchronization

  /// Makes a step fail that a test has chosen; no program but a test's is built with this.
  ///
  /// Two files beside the executable drive it: one holds the step that is to fail, and may change while a fork server
  /// runs; the other, where it exists, gets all steps, one a line. A step is its part, its stage's key and its detail, with
  /// tabs between them.
  enum FaultInjection {
    /// Who takes a step; the same step may be taken by several.
    enum Part: String {
      case launcher
      case forkServer = "fork server"
      /// The fork server while it starts a session.
      case sessionStart = "session start"
      case session
    }

    private struct State {
      var part = Part.launcher
      var fault = ""
    }

    private static let state = Mutex(State())
    /// Numbers out of the way of all others: the two descriptors stay open through every exec and fork.
    private static let (folder, trace): (Int32, Int32) = (900, 901)

    /// Opens what the parts need while the host's files are still in sight.
    static func openFolder() {
      var path = [CChar](repeating: 0, count: 4096)
      let length = max(0, readlink("/proc/self/exe", &path, path.count))
      let executable = String(decoding: path.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
      keep(
        open(
          String(executable.prefix(upTo: executable.lastIndex(of: "/") ?? executable.startIndex)),
          O_RDONLY | O_DIRECTORY
        ),
        as: folder
      )
      keep(openat(folder, "injected-fault-trace", O_WRONLY | O_APPEND), as: trace)
    }

    /// Says who takes the steps that follow, and looks which of them is to fail.
    static func enter(_ part: Part) {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let descriptor = openat(folder, "injected-fault-stage", O_RDONLY | O_CLOEXEC)
      let count = max(0, read(descriptor, &bytes, bytes.count))
      close(descriptor)
      let fault = String(decoding: bytes.prefix(count), as: UTF8.self)
      state.withLock { $0 = State(part: part, fault: fault) }
    }

    /// Notes a step.
    /// - Parameters:
    ///   - stage: The step.
    ///   - detail: What it is about.
    /// - Returns: Whether it is to fail without being taken.
    static func fails(_ stage: JailStage, _ detail: String) -> Bool {
      let (step, fault) = state.withLock { ("\($0.part.rawValue)\t\(stage.rawValue)\t\(detail)", $0.fault) }
      _ = write(trace, step + "\n", step.utf8.count + 1)
      return step == fault
    }

    private static func keep(_ descriptor: Int32, as number: Int32) {
      guard descriptor >= 0 else { return }
      dup2(descriptor, number)
      close(descriptor)
    }
  }
#endif
