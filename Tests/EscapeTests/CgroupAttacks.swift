import Foundation
import TestSupport
import Testing

extension EscapeSuites {
  /// What only a cgroup can limit: the session as a whole.
  @Suite(
    "Attacks on the limits of a whole session",
    .needsFullIsolation,
    .server(changes: ["isolation": "full", "parked": "2", "memory": "256 MiB", "processors": "0.5", "block": "15s"])
  )
  struct CgroupAttacks {
    static let limit = "used more memory than the limit of 256 MiB"

    static let memory = [
      Probe("one process that takes too much", "x = bytearray(600 << 20)\nprint('never')", ends: Probe.failed(limit)),
      Probe(
        "many processes that take a little each",
        """
        import os, time
        for _ in range(12):
            if os.fork() == 0:
                x = bytearray(40 << 20)
                time.sleep(60)
        time.sleep(60)
        """,
        ends: Probe.failed(limit)
      ),
      Probe(
        "a child that dies of it while its parent goes on and says that all is well",
        """
        import os
        if os.fork() == 0:
            x = bytearray(600 << 20)
            os._exit(0)
        os.wait()
        print('all is well')
        """,
        ends: Probe.failed(limit)
      ),
      Probe(
        "files in memory",
        """
        for folder in ('/work', '/tmp', '/dev/shm'):
            try:
                with open(folder + '/.x', 'wb') as file:
                    for _ in range(400): file.write(b'x' * (1 << 20))
            except OSError as error: print(folder, error.errno)
        x = bytearray(200 << 20)
        """,
        ends: Probe.failed(limit)
      ),
      Probe(
        "shared memory that no process has mapped any more",
        """
        import mmap
        kept = []
        for n in range(40):
            kept.append(mmap.mmap(-1, 16 << 20))
            kept[-1].write(b'x' * (16 << 20))
        """,
        ends: Probe.failed(limit)
      ),
    ]

    @Test("memory is bounded for all processes and files together, and said so", arguments: memory)
    func memoryIsBounded(_ probe: Probe) async throws {
      let server = try ServerProcess.current
      try await probe.run(on: server)
      try await server.expectClean()
    }

    @Test("a block behind one that was killed for memory finds a new interpreter")
    func recovery() async throws {
      let server = try ServerProcess.current
      let answer = try await server.run(blocks: ["x = 1\ny = bytearray(600 << 20)", "print('x' in globals())"])
      #expect(answer.results.map(\.outcome) == ["OUTCOME_FAILED", "OUTCOME_OK"])
      #expect(answer.results.first?.output?.contains("The interpreter was restarted") == true)
      #expect(answer.results.last?.output == "False\n")
    }

    @Test("processor time is bounded for all processes together, whatever a neighbour does")
    func processorTime() async throws {
      // Four processes that want a processor each get half of one in all.
      let code = """
        import os, time
        start = time.monotonic()
        children = []
        for _ in range(4):
            pid = os.fork()
            if pid == 0:
                while time.monotonic() - start < 2: pass
                os._exit(0)
            children.append(pid)
        for pid in children: os.waitpid(pid, 0)
        used = os.times()
        print((used.children_user + used.children_system) / (time.monotonic() - start))
        """
      let server = try ServerProcess.current
      let shares = try await withThrowingTaskGroup(of: Double?.self) { group in
        for _ in 0..<2 {
          group.addTask { try await server.result(of: code).output.flatMap { Double($0.dropLast()) } }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(shares.count == 2)
      for share in shares { #expect(try #require(share) < 0.65) }
    }

    @Test("processes are bounded for the whole session")
    func processes() async throws {
      let code = """
        import os, time
        count = 0
        try:
            while True:
                if os.fork() == 0: time.sleep(60)
                count += 1
        except OSError as error: print(error.errno, count < 130)
        """
      let server = try ServerProcess.current
      #expect(try await server.result(of: code).output == "11 True\n")
      try await server.expectClean()
    }
  }
}
