import Foundation
import TestSupport
import Testing

extension EscapeSuites.Quick {
  /// User code shares its interpreter with what reports on it: nothing here is a boundary, but nothing may hang, harm
  /// the server or reach another response.
  @Suite("The interpreter turned against its own report")
  struct HarnessAttacks {
    static let interpreters = [
      Probe(
        "builtins replaced",
        """
        import builtins
        for name in ('print', 'open', 'len', 'isinstance', 'compile', 'exec', '__import__', 'type', 'str', 'list',
            'getattr',
                     'setattr', 'range', 'bytes', 'id', 'iter', 'next', 'BaseException', 'issubclass', 'min', 'max'):
            setattr(builtins, name, None)
        """,
        "1 / 0",
        ends: Probe.failed("division by zero")
      ),
      Probe(
        "modules, paths and environment cleared",
        "import os, sys\nsys.modules.clear(); sys.path.clear(); os.environ.clear()",
        "1 / 0",
        ends: Probe.failed("division by zero")
      ),
      Probe(
        "an import hook and false modules",
        """
        import sys
        class Finder:
            def find_spec(self, *a): raise SystemError('no')
        sys.meta_path.insert(0, Finder()); sys.modules['traceback'] = sys.modules['io'] = 5
        """,
        "1 / 0",
        ends: Probe.failed("division by zero")
      ),
      Probe(
        "streams replaced by things that raise",
        """
        import sys
        class Evil:
            def __getattr__(self, name): raise BaseException('evil')
        sys.stdout = sys.stderr = sys.__stdout__ = Evil()
        """,
        "print('held')"
      ),
      Probe("streams deleted", "import sys\ndel sys.stdout, sys.stderr, sys.stdin, sys.excepthook", "print('held')"),
      Probe(
        "an exception that cannot be shown",
        """
        class Evil(Exception):
            def __str__(self): raise SystemExit('str')
            def __repr__(self): raise KeyboardInterrupt
            def __getattribute__(self, name): raise MemoryError
        raise Evil
        """,
        ends: Probe.failed("Evil")
      ),
      Probe(
        "an exception whose text is not a text",
        "class Evil(Exception):\n    def __str__(self): return 5\nraise Evil",
        ends: Probe.failed("Evil")
      ),
      Probe(
        "an exception of a hundred megabytes",
        "raise ValueError('x' * 100_000_000)",
        ends: Probe.failed("characters left out")
      ),
      Probe(
        "exceptions in a ring",
        "a, b = ValueError('a'), ValueError('b')\na.__context__, b.__cause__ = b, a\nraise a",
        ends: Probe.failed("a")
      ),
      Probe(
        "hooks for errors",
        """
        import sys, traceback
        def evil(*a): import os; os._exit(3)
        sys.excepthook = sys.__excepthook__ = sys.unraisablehook = traceback.print_exception = evil
        traceback.TracebackException.format = traceback.TracebackException = None
        1 / 0
        """,
        ends: Probe.failed("division by zero")
      ),
      Probe(
        "a trace and a profile function left behind",
        """
        import sys, threading
        def evil(*a): raise SystemExit(9)
        threading.settrace(evil); sys.setprofile(evil); sys.settrace(evil)
        """,
        "x = sum(range(10))\nprint('held')"
      ),
      Probe(
        "timers and handlers left behind",
        """
        import signal
        def evil(*a): raise SystemExit(9)
        for name in ('SIGALRM', 'SIGVTALRM', 'SIGPROF', 'SIGUSR1', 'SIGCHLD', 'SIGPIPE', 'SIGINT', 'SIGTERM'):
            signal.signal(getattr(signal, name), evil)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.01, 0.01)
        signal.setitimer(signal.ITIMER_PROF, 0.01, 0.01)
        """,
        "import time\ntime.sleep(0.1); sum(range(3_000_000))\nprint('held')"
      ),
      Probe(
        "POSIX timers left behind",
        """
        import ctypes, signal
        libc = ctypes.CDLL(None); timer = ctypes.c_void_p()
        signal.signal(signal.SIGALRM, lambda *a: exit(9))
        assert libc.timer_create(1, None, ctypes.byref(timer)) == 0
        assert libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 100_000_000, 0, 50_000_000), None) == 0
        """,
        "import time\ntime.sleep(0.2)\nprint('held')"
      ),
      Probe(
        "blocked signals and an alternate stack",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, set(signal.Signals))",
        "import os, subprocess\nsubprocess.run(['true'])\nprint('held')"
      ),
      Probe(
        "handlers at exit, threads that stay, finalizers",
        """
        import atexit, threading, time, weakref
        atexit.register(time.sleep, 1000)
        threading._register_atexit(time.sleep, 1000)
        threading.Thread(target=time.sleep, args=(1000,)).start()
        class Evil:
            def __del__(self): time.sleep(1000)
        evil = Evil(); evil.ring = evil
        weakref.finalize(Evil, time.sleep, 1000)
        print('held')
        """
      ),
      Probe(
        "an audit hook that forbids all",
        "import sys\ndef hook(*a): raise RuntimeError('no')\nsys.addaudithook(hook)",
        "print('never')",
        ends: Probe.failed()
      ),
      Probe(
        "the objects of the runtime, found by a walk",
        """
        import gc
        for found in gc.get_objects():
            try:
                if type(found) is dict and 'begin_block' in found:
                    found.clear()
            except BaseException: pass
        """,
        "1 / 0",
        ends: Probe.failed()
      ),
      Probe(
        "the language's own ways to a process",
        """
        found = [kind for kind in object.__subclasses__() if kind.__name__ == 'Popen']
        import os
        assert os.system('true') == 0
        print('held')
        """
      ),
      Probe("a recursion that never ends", "def f(): return f()\nf()", ends: Probe.failed("maximum recursion depth")),
      Probe(
        "a generator that refuses to end",
        "def f():\n    while True:\n        try: yield\n        except GeneratorExit: pass\nnext(g := f())\ndel g",
        "print('held')"
      ),
    ]

    @Test("what Python lets one replace", arguments: interpreters)
    func interpreter(_ probe: Probe) async throws {
      let server = try ServerProcess.current
      let started = ContinuousClock.now
      try await probe.run(on: server)
      #expect(ContinuousClock.now - started < .seconds(10))
      try await server.expectClean()
    }

    @Test("nothing of it reaches the next response")
    func nextResponse() async throws {
      let server = try ServerProcess.current
      for probe in Self.interpreters { _ = try await server.run(blocks: probe.blocks) }
      let result = try await server.result(
        of: """
          import builtins, io, signal, sys, threading, traceback
          assert callable(builtins.print) and callable(traceback.TracebackException)
          assert sys.gettrace() is sys.getprofile() is None and threading.active_count() == 1
          assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
          import json, random, tempfile
          print('held')
          """
      )
      #expect(result.output == "held\n")
    }
  }
}
