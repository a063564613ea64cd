import Glibc
import Foundation
import TestSupport
import Testing

extension EscapeSuites.Quick {
  @Suite("Two responses at the same time")
  struct NeighbourAttacks {
    /// Leaves something of itself everywhere, takes a name the test can see from outside, and stays.
    static let victim = """
      import ctypes, mmap, os, time
      from multiprocessing import shared_memory
      for folder in ('/work', '/tmp', '/dev/shm'): open(folder + '/mine', 'w').write('victim')
      os.environ['VICTIM'] = 'victim'
      shared = shared_memory.SharedMemory('both', create=True, size=64); shared.buf[:6] = b'victim'
      semaphore = ctypes.CDLL(None).sem_open(b'/both', os.O_CREAT, 0o666, 1)
      child = os.fork()
      ctypes.CDLL(None).prctl(15, b'victim', 0, 0, 0)
      own = {name for name in os.listdir('/proc') if name.isdigit()}
      end = time.monotonic() + 6
      while time.monotonic() < end:
          assert {name for name in os.listdir('/proc') if name.isdigit()} <= own
      if child == 0: os._exit(0)
      status = os.waitpid(child, 0)[1]
      assert status == 0, status
      assert bytes(shared.buf[:6]) == b'victim' and open('/tmp/mine').read() == 'victim'
      assert sorted(os.listdir('/tmp')) == ['mine'] and sorted(os.listdir('/work')) == ['mine']
      shared.unlink()
      print('unharmed')
      """

    static let probes = [
      Probe.attempts(
        "processes seen in /proc or in numbers of signals",
        """
        numbers = [int(name) for name in os.listdir('/proc') if name.isdigit()]
        if numbers != [os.getpid()]: print('escaped', numbers)
        for pid in range(2, 70_000):
            if pid == os.getpid(): continue
            try: os.kill(pid, 19)
            except OSError: continue
            print('escaped: signal to', pid)
        """
      ),
      Probe.attempts(
        "names of files",
        """
        for folder in ('/work', '/tmp', '/dev/shm'):
            for name in os.listdir(folder): print('escaped', folder, name)
            open(folder + '/mine', 'x').write('attacker')
        for name in ('/proc/self/root/../work/mine', '/work/../../work/mine'):
            if open(name).read() != 'attacker': print('escaped', name)
        """
      ),
      Probe.attempts(
        "shared memory and semaphores of the same name",
        """
        from multiprocessing import shared_memory
        attempt('shared memory', shared_memory.SharedMemory, 'both')
        shared = shared_memory.SharedMemory('both', create=True, size=64); shared.buf[:6] = b'attack'; shared.unlink()
        libc.sem_open.restype = ctypes.c_void_p
        if libc.sem_open(b'/both', 0): print('escaped: semaphore')
        """
      ),
      Probe.attempts(
        "queues, semaphores and memory by key",
        """
        for key in (0, 1, 0x1234):
            for name, arguments in (('shmget', (key, 4096, 0o1666)), ('semget', (key, 1, 0o1666)), ('msgget', (key,
                0o1666))):
                attempt(name, call, name, *arguments)
        attempt('mq_open', call, 'mq_open', b'both', 0o102, 0o666, 0)
        for name in ('shm', 'sem', 'msg'):
            if os.path.exists('/proc/sysvipc/' + name): print('escaped', open('/proc/sysvipc/' + name).read())
        """
      ),
      Probe.attempts(
        "the lists of the network namespace that both are in",
        """
        for name in ('unix', 'tcp', 'tcp6', 'udp', 'raw', 'netlink', 'packet', 'dev', 'sockstat', 'protocols'):
            attempt(name, os.open, '/proc/net/' + name, os.O_RDONLY)
            attempt(name, os.open, '/proc/self/net/' + name, os.O_RDONLY)
            attempt('mode of ' + name, os.chmod, '/proc/self/net/' + name, 0o444)
        names = os.listdir('/proc/self/net')
        for name in names: attempt(name, os.open, '/proc/self/net/' + name, os.O_RDONLY)
        if 'unix' not in names: print('escaped: tried nothing', names)
        """
      ),
      Probe.attempts(
        "locks on files that both see",
        """
        import fcntl
        file = os.open('/etc/passwd', os.O_RDONLY)
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        attempt('a lock for writing', fcntl.lockf, file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        """
      ),
      Probe.attempts(
        "all memory and all processes at once",
        """
        import time
        children = []
        try:
            while True:
                child = os.fork()
                if child == 0: time.sleep(1000)
                children.append(child)
        except OSError: pass
        if len(children) > 128: print('escaped', len(children))
        """
      ),
    ]

    @Test("one that stays is not seen, reached or harmed by others")
    func isHeld() async throws {
      let server = try ServerProcess.current
      async let victim = server.result(of: Self.victim)
      #expect(try await eventually { try Self.isThere("victim", below: server) }, "the victim runs")
      try await withThrowingTaskGroup { group in
        for probe in Self.probes { group.addTask { _ = try await probe.run(on: server) } }
        try await group.waitForAll()
      }
      #expect(try Self.isThere("victim", below: server), "the attacks ran while the victim did")
      #expect(try await victim == GenerateAnswer.Result(outcome: "OUTCOME_OK", output: "unharmed\n"))
      try await server.expectClean()
    }

    /// Whether a process of a server's has a name.
    private static func isThere(_ name: String, below server: ServerProcess) throws -> Bool {
      try server.processes().contains { process in
        (try? String(contentsOfFile: "/proc/\(process.id)/comm", encoding: .utf8)) == "\(name)\n"
      }
    }

    @Test("one finds nothing of one that was before it")
    func after() async throws {
      let server = try ServerProcess.current
      for _ in 0..<3 {
        try await Probe(
          "marker",
          """
          import builtins, gc, json, os, sys, tempfile
          found = [folder + '/' + name for folder in ('/work', '/tmp', '/dev/shm') for name in os.listdir(folder)]
          found += [name for name in ('marker',) if hasattr(builtins, name) or hasattr(json,
              name) or name in os.environ]
          print(found, 'marker' in sys.modules)
          builtins.marker = json.marker = sys.modules['marker'] = json
          os.environ['marker'] = 'x'
          for folder in ('/work', '/tmp', '/dev/shm'): open(folder + '/.escaped', 'w').write('x')
          """,
          ends: .prints("[] False\n")
        ).run(on: server)
      }
      try await server.expectClean()
    }
  }
}
