import TestSupport
import Testing

extension EscapeSuites {
  @Suite("Attacks on the deadline", .server(changes: ["block": "1500ms", "parked": "2", "maximum": "24"]))
  struct DeadlineAttacks {
    static let end = Probe.deadline("Execution timed out after 1.5 seconds.")

    static let probes = [
      Probe("a loop", "while True: pass", ends: end),
      Probe(
        "a loop that ignores every signal",
        """
        import signal
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))
        while True:
            try: pass
            except BaseException: pass
        """,
        ends: end
      ),
      Probe("a stop of itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", ends: end),
      Probe(
        "a stop of itself behind text without a line's end",
        "import os, signal\nprint('seen', end='')\nos.kill(os.getpid(), signal.SIGSTOP)",
        ends: Probe.deadline("seen", "Execution timed out")
      ),
      Probe(
        "a stop that comes back",
        """
        import os, signal
        parent = os.getpid()
        if os.fork() == 0:
            while True: os.kill(parent, signal.SIGSTOP)
        while True: pass
        """,
        ends: end
      ),
      Probe("a pattern that never ends", "import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')", ends: end),
      Probe("a sum that never ends", "10 ** 10 ** 10", ends: end),
      Probe(
        "Python's lock held for good",
        "import ctypes\nctypes.PyDLL(None).pause()",
        ends: end
      ),
      Probe(
        "a switch interval that starves all threads",
        """
        import sys, threading
        sys.setswitchinterval(1e9)
        threading.Thread(target=lambda: exec('while True: pass')).start()
        while True: pass
        """,
        ends: end
      ),
      Probe(
        "a stop of vfork's parent",
        """
        import ctypes
        libc = ctypes.CDLL(None)
        # The child shares this memory, and the parent waits for it where only SIGKILL reaches.
        if libc.syscall(56, 0x4000 | 0x100 | 17, 0, 0, 0, 0) == 0: libc.pause()
        """,
        ends: end
      ),
      Probe(
        "a finalizer at the end of the block",
        "class Evil:\n    def __del__(self):\n        while True: pass\nEvil()",
        ends: end
      ),
      Probe(
        "a stream whose flush never comes back",
        """
        import sys, time
        class Evil:
            def write(self, text): pass
            def flush(self): time.sleep(1000)
        sys.stdout = Evil()
        """,
        ends: end
      ),
      Probe(
        "an exception whose text never comes",
        "class Evil(Exception):\n    def __str__(self):\n        while True: pass\nraise Evil",
        ends: end
      ),
      Probe(
        "output without end",
        "import os\nwhile True: os.write(1, b'x' * 65536)",
        ends: Probe.deadline("bytes of output were left out]", "Execution timed out")
      ),
      Probe(
        "frames without end",
        ChannelCode.text + "channel.send(artifact(b'x', 8))\nwhile True: channel.send(chunk(b''))",
        ends: Probe.failed("a file chunk of the wrong size")
      ),
      Probe(
        "a tower of processes that wait for each other",
        """
        import os
        for _ in range(50):
            if os.fork() != 0: os.wait()
        import time
        time.sleep(1000)
        """,
        ends: end
      ),
      Probe(
        "the server's words taken off the channel behind a forged end",
        ChannelCode.text + "channel.send(ENDED)\nwhile True: channel.recv(1 << 17)",
        "print('never')",
        ends: end
      ),
      Probe(
        "a forged end, then a stop, and a long block behind it",
        ChannelCode.text
          + "import signal\nchannel.send(ENDED)\nos.kill(os.getpid(), signal.SIGSTOP)",
        "x = '''\(String(repeating: "x", count: 1 << 19))'''",
        ends: end
      ),
    ]

    @Test("all at once: each is cut off in time and told as such")
    func isHeld() async throws {
      let server = try ServerProcess.current
      let started = ContinuousClock.now
      try await withThrowingTaskGroup { group in
        for probe in Self.probes { group.addTask { _ = try await probe.run(on: server) } }
        try await group.waitForAll()
      }
      #expect(ContinuousClock.now - started < .seconds(15))
      try await server.expectClean()
    }
  }
}
