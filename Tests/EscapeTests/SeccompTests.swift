import TestSupport
import Testing

extension EscapeSuites {
  /// With a default errno that no kernel gives for these calls: a call that shows it was stopped by the filter, and not
  /// by a missing capability behind it.
  @Suite("The filter of system calls", .server(changes: [:], edit: MarkedFilter.apply(to:)))
  struct SeccompTests {
    @Test("denies each call of a class with the errno of seccomp.json", arguments: DeniedCalls.classes)
    func denied(_ denied: DeniedCalls) async throws {
      let expected = denied.errno ?? MarkedFilter.mark
      let result = try await ServerProcess.current.result(of: Self.block(denied.calls, expected))
      #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "\(denied.calls.count) denied\n"))
    }

    @Test("denies them with EPERM where nothing else is said, as it is delivered")
    func delivered() async throws {
      let calls = DeniedCalls.classes.filter { $0.errno == nil }.flatMap(\.calls)
      let server = try await ServerProcess(ServerProcess.SetUp(changes: [:]))
      let result = try await server.result(of: Self.block(calls, 1))
      #expect(result == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "\(calls.count) denied\n"))
      try await server.stop()
    }

    @Test("denies every other socket, and what a name needs where Landlock does not keep names within a session")
    func sockets() async throws {
      let server = try ServerProcess.current
      let hasStreams = try await LandlockScope.isThere
      let other = DeniedCalls.otherSockets + (hasStreams ? [] : ["'socket', 1, 1, 0"])
      let errno = hasStreams ? MarkedFilter.mark : DeniedCalls.noFamily
      #expect(try await server.result(of: Self.block(other, errno)).output == "\(other.count) denied\n")
      guard !hasStreams else { return }
      let names = DeniedCalls.unixStreams
      #expect(try await server.result(of: Self.block(names, MarkedFilter.mark)).output == "\(names.count) denied\n")
    }

    /// A block that makes each call, and prints those that end otherwise.
    static func block(_ calls: [String], _ expected: Int) -> String {
      """
      import ctypes, os
      libc = ctypes.CDLL(None, use_errno=True)
      seccomp = ctypes.CDLL('libseccomp.so.2')
      calls = [\(calls.map { "(\($0),)" }.joined(separator: ", "))]
      denied, own = 0, os.getpid()
      for name, *arguments in calls:
          number = name if isinstance(name, int) else seccomp.seccomp_syscall_resolve_name(name.encode())
          if number < 0:  # a call that this architecture does not have
              denied += 1
              continue
          values = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
          value = libc.syscall(ctypes.c_long(number), *values)
          code = ctypes.get_errno()
          if os.getpid() != own: os._exit(0)  # a clone that worked
          if (value, code) == (-1, \(expected)): denied += 1
          else: print(name, arguments, 'gave', value, code)
      print(denied, 'denied')
      """
    }
  }
}

/// The filter with a default errno of the tests' own.
enum MarkedFilter {
  /// ENOMEDIUM: there is no drive here.
  static let mark = 123

  @Sendable static func apply(to configuration: SandboxConfigCopy) throws {
    let file = "seccomp.json"
    try configuration.replace("\"defaultErrnoRet\": 1,", with: "\"defaultErrnoRet\": \(mark),", in: file)
  }
}
