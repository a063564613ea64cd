import TestSupport
import Testing

extension EscapeSuites.Quick {
  @Suite("Processes that want to reach others or to stay")
  struct ProcessAttacks {
    static let probes = [
      Probe.attempts(
        "signals to everybody, to init and to groups",
        """
        import signal
        for target in (-1, 1, 0x7fffffff):
            for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGUSR1):
                try:
                    os.kill(target,
                        number)  # with one id for all the call on init succeeds; the kernel drops the signal
                except OSError as error:
                    assert error.errno in (errno.EPERM, errno.ESRCH), error
        attempt('rt_sigqueueinfo', call, 'rt_sigqueueinfo', 1, 9, ctypes.create_string_buffer(128))
        attempt('pidfd_open', call, 'pidfd_open', 1, 0)
        attempt('pidfd_send_signal', call, 'pidfd_send_signal', 0, 9, 0, 0)
        """
      ),
      Probe.attempts(
        "init's limits, priority, scheduling and oom score",
        """
        limit = (ctypes.c_ulong * 2)(0, 0)
        attempt('prlimit', call, 'prlimit64', 1, 3, limit, 0)
        attempt('reading its limits', call, 'prlimit64', 1, 3, 0, limit)
        attempt('setpriority', call, 'setpriority', 0, 1, 19)
        attempt('scheduler', call, 'sched_setscheduler', 1, 0, ctypes.byref(ctypes.c_int(0)))
        attempt('affinity', os.sched_setaffinity, 1, {0})
        attempt('ioprio', call, 'ioprio_set', 1, 1, 0)
        attempt('oom score', os.open, '/proc/1/oom_score_adj', os.O_WRONLY)
        attempt('priority of a whole user', call, 'setpriority', 2, 1000, 19)
        """
      ),
      Probe.attempts(
        "a daemon that writes on",
        """
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                import time
                while True:
                    open('/tmp/escaped', 'a').write('beat'); time.sleep(0.01)
            os._exit(0)
        os.wait()
        """
      ),
      Probe.attempts(
        "an orphan that holds the pipes and ignores every signal",
        """
        import signal
        if os.fork() == 0:
            for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}: signal.signal(number, signal.SIG_IGN)
            while True: signal.pause()
        """
      ),
      Probe.attempts(
        "zombies",
        """
        for _ in range(60):
            if os.fork() == 0: os._exit(0)
        """
      ),
      Probe.attempts(
        "stopped children",
        """
        import signal
        for _ in range(20):
            if os.fork() == 0: os.kill(os.getpid(), signal.SIGSTOP); os._exit(0)
        """
      ),
      Probe.attempts(
        "a parent in vfork that no signal wakes",
        """
        child = ctypes.c_long
        if os.fork() == 0:
            # The child of vfork sleeps while its parent may only be killed.
            if call('clone', 0x4000 | 0x100 | 17, 0, 0, 0, 0) == 0:
                libc.sleep(1000)
            os._exit(0)
        """
      ),
      Probe.attempts(
        "a child of one's parent",
        """
        for flags in (0x8000, 0x8000 | 17, 0x2000 | 17):
            attempt(f'clone {flags:x}', call, 'clone', flags, 0, 0, 0, 0)
        """
      ),
      Probe.attempts(
        "tracing and the memory of others",
        """
        attempt('PTRACE_TRACEME', call, 'ptrace', 0, 0, 0, 0)
        child = os.fork()
        if child == 0: libc.pause()
        for request in (16, 0x4206): attempt(f'ptrace {request}', call, 'ptrace', request, child, 0, 0)
        word = ctypes.create_string_buffer(8)
        vector = (ctypes.c_ulong * 2)(ctypes.addressof(word), 8)
        for name in ('process_vm_readv', 'process_vm_writev'):
            attempt(name, call, name, child, vector, 1, vector, 1, 0)
        attempt('kcmp', call, 'kcmp', os.getpid(), child, 0, 0, 0)
        attempt('pidfd_getfd', call, 'pidfd_getfd', 0, 0, 0)
        os.kill(child, 9); os.waitpid(child, 0)
        """
      ),
      Probe.attempts(
        "a threaded program that dies in the middle of a fork",
        """
        import threading
        def fork():
            for _ in range(5):
                if os.fork() == 0: os._exit(0)
        threads = [threading.Thread(target=fork, daemon=True) for _ in range(10)]
        for thread in threads: thread.start()
        """
      ),
      Probe(
        "forks without end",
        """
        import os, time
        children = 0
        try:
            while children < 3000:
                if os.fork() == 0: time.sleep(1000)
                children += 1
        except BlockingIOError: pass
        print('held' if children < 128 else children)
        """
      ),
      Probe(
        "threads without end",
        """
        import threading
        threads, gate = 0, threading.Event()
        try:
            while threads < 3000:
                threading.Thread(target=gate.wait, daemon=True).start(); threads += 1
        except RuntimeError: pass
        print('held' if threads < 128 else threads)
        """
      ),
      Probe(
        "a fork bomb whose children fork",
        """
        import os
        os.close(1)
        while True:
            try: os.fork()
            except OSError: break
        """,
        ends: Probe.ok()
      ),
    ]

    @Test("reach nobody and are gone with the response", arguments: probes)
    func isHeld(_ probe: Probe) async throws {
      let server = try ServerProcess.current
      try await probe.run(on: server)
      try await server.expectClean()
    }

    @Test("a session killed by itself or by a signal is told as such, and the next block has another")
    func crashes() async throws {
      let server = try ServerProcess.current
      let crashes: [(String, String)] = [
        ("import ctypes; ctypes.string_at(0)", "signal 11 (SIGSEGV)"),
        ("import os; os.abort()", "signal 6 (SIGABRT)"),
        ("import os; os.kill(os.getpid(), 9)", "signal 9 (SIGKILL)"),
        ("import os; os.kill(os.getpid(), 4)", "signal 4 (SIGILL)"),
        ("import os; os.kill(os.getpid(), 7)", "signal 7 (SIGBUS)"),
        ("import os; os.kill(os.getpid(), 8)", "signal 8 (SIGFPE)"),
        ("import os; os.kill(os.getpid(), 31)", "signal 31 (SIGSYS)"),
        ("import os; os.killpg(0, 15)", "signal 15 (SIGTERM)"),
        ("print('lost', end=''); import os; os._exit(0)", "exit status 0"),
        ("import os; os._exit(70)", "exit status 70"),
        (
          "import sys; sys.setrecursionlimit(10**9); x = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
          "signal 11 (SIGSEGV)"
        ),
        (
          "import mmap; f = open('x', 'wb+'); f.truncate(9); m = mmap.mmap(f.fileno(), 9); f.truncate(0); m[0]",
          "SIGBUS"
        ),
      ]
      for (code, text) in crashes {
        let answer = try await server.run("kept = 1", code, "print('kept' in globals())")
        let output = try #require(answer.results[1].output)
        #expect(answer.results[1].outcome == "OUTCOME_FAILED", "\(code)")
        #expect(output.contains(text) && output.contains("The interpreter was restarted"), "\(code): \(output)")
        #expect(answer.results[2].output == "False\n", "\(code)")
      }
      try await server.expectClean()
    }
  }
}
