import TestSupport
import Testing

extension EscapeSuites {
  /// Attacks that no layer of a single level may be needed for.
  @Suite("Attacks at every level")
  struct LevelAttacks {
    static let probes = [
      Probe.attempts(
        "memory shared with somebody",
        """
        for line in open('/proc/self/maps'):
            mode = line.split()[1]
            if 's' in mode and 'w' in mode: print('escaped', line)
        """
      ),
      Probe.attempts(
        "a handle on the server, by the channel",
        """
        import socket
        for name in os.listdir('/proc/self/fd'):
            try: channel = socket.socket(fileno=os.dup(int(name)))
            except OSError: continue
            for option in (17, 31, 57, 59, 71, 77): attempt(f'option {option}', channel.getsockopt, 1, option, 64)
        """
      ),
      Probe.attempts(
        "signals to pid 1 by every call that sends one",
        """
        information = ctypes.create_string_buffer(128)
        for name, arguments in (('kill', (1, 9)), ('tkill', (1, 9)), ('tgkill', (1, 1, 9)),
                                ('rt_sigqueueinfo', (1, 9, information)), ('rt_tgsigqueueinfo', (1, 1, 9, information)),
                                ('pidfd_send_signal', (0, 9, 0, 0)), (434, (1, 0)), ('fcntl', (0, 8, 1))):
            attempt(name, call, name, *arguments)
        """
      ),
      Probe.attempts(
        "timers by the thousand, each nanosecond one",
        """
        import signal, time
        signal.pthread_sigmask(signal.SIG_BLOCK, range(34, 65))
        event = (ctypes.c_int * 16)(); event[2], event[3] = 40, 0
        times, handle = (ctypes.c_long * 4)(0, 1, 0, 1), ctypes.c_int()
        try:
            for _ in range(100000):
                call('timer_create', 1, event, ctypes.byref(handle))
                call('timer_settime', handle.value, 0, times, 0)
            print('escaped: timers without end')
        except OSError: pass
        """
      ),
      Probe(
        "a thread that reads the server's messages away",
        ChannelCode.text + """
          import threading
          def steal():
              while channel.recv(1 << 17): pass
          for _ in range(3): threading.Thread(target=steal, daemon=True).start()
          print('stealing')
          """,
        "print('second')",
        ends: .ends("", [])
      ),
      Probe(
        "a parent that waits in vfork",
        "import ctypes, os, threading\nctypes.CDLL(None).syscall(ctypes.c_long(58)) or __import__('signal').pause()",
        ends: .ends("", [])
      ),
    ]

    @Test("hold, and the server runs code behind them", .needsFullIsolation)
    func full() async throws { try await attack("full") }

    @Test("hold at the other levels, and the server runs code behind them", arguments: ["user", "restricted"])
    func others(_ level: String) async throws { try await attack(level) }

    private func attack(_ level: String) async throws {
      let server = try await ServerProcess(ServerProcess.SetUp(changes: ["isolation": level, "block": "3s"]))
      for probe in Self.probes {
        if case .ends = probe.expectation {
          // How it ends is its own affair; that it ends is not.
          #expect(try await !server.run(blocks: probe.blocks).results.isEmpty, "\(probe.testDescription)")
        } else {
          try await probe.run(on: server)
        }
        #expect(
          try await server.result(of: "print(6 * 7)").output == "42\n",
          "behind \(probe.testDescription) at \(level)"
        )
      }
      #expect(try await server.comesToRest())
      try await server.stop()
    }
  }
}
