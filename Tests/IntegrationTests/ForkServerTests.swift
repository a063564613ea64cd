import Foundation
import Glibc
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("The fork server")
  struct ForkServerTests {
    @Test("and its sessions have none of the server's environment, and an environment made in code")
    func environment() async throws {
      let secret = "s3cret-of-the-server"
      let server = try await ServerProcess(
        ServerProcess.SetUp(changes: [:], environment: ["POLLUX_API_KEYS": "", "OPENAI_API_KEY": secret])
      )
      let session = try await server.result(of: "print(open('/proc/self/environ').read().split(chr(0)))")
      // The session's own processes may still be ending; those of the fork server stay.
      #expect(try await server.comesToRest())
      let remaining = try server.processes()
      #expect(!remaining.isEmpty)
      for process in remaining {
        let environment = try String(contentsOfFile: "/proc/\(process.id)/environ", encoding: .utf8)
        #expect(!environment.contains(secret) && !environment.contains("POLLUX"))
      }
      #expect(
        session.output == """
          ['LD_BIND_NOW=1', 'NUMEXPR_NUM_THREADS=1', 'OMP_NUM_THREADS=1', \
          'OPENBLAS_NUM_THREADS=1', 'HOME=/work', 'LC_ALL=C.UTF-8', 'PATH=/usr/local/bin:/usr/bin:/bin', 'TZ=UTC', '']

          """
      )
      try await server.stop()
    }

    @Test("gives each session random numbers of its own")
    func randomNumbers() async throws {
      let server = try await ServerProcess()
      let code = """
        import os, random, secrets, tempfile, uuid
        import numpy as np, cv2
        print(random.random(), np.random.rand(), np.random.default_rng().random(), uuid.uuid4(), secrets.token_hex(8))
        print(os.path.basename(tempfile.mktemp()), os.urandom(8).hex())
        image = np.zeros((4, 4), np.uint8); cv2.randu(image, 0, 255); print(image.tolist())
        """
      var seen: Set<Substring> = []
      for _ in 0..<3 {
        let output = try #require(try await server.result(of: code).output)
        let lines = output.split(separator: "\n")
        let values = lines.dropLast().flatMap { $0.split(separator: " ") } + lines.suffix(1)
        #expect(values.count == 8)
        for value in values { #expect(seen.insert(value).inserted, "\(value) came twice") }
      }
      try await server.stop()
    }

    @Test("is replaced after its number of sessions, and nobody notices")
    func recycling() async throws {
      let server = try await ServerProcess(ServerProcess.SetUp(changes: ["recycleAfter": "5"]))
      let first = try server.processes()
      try await withThrowingTaskGroup(of: String?.self) { group in
        for number in 0..<24 {
          group.addTask { try await server.result(of: "import time\ntime.sleep(0.1)\nprint(\(number))").output }
        }
        var outputs: Set<String?> = []
        for try await output in group { outputs.insert(output) }
        #expect(outputs == Set((0..<24).map { "\($0)\n" }))
      }
      // All of the first are gone, and there is one launcher with its fork server again.
      #expect(try await eventually { try ProcessTree.survivors(of: first).isEmpty })
      #expect(try await eventually { try server.processes().count == first.count })
      #expect(try await server.result(of: "print('next')").output == "next\n")
      try await server.stop()
    }

    @Test("that is retired lets its last block end, and a server that stops meanwhile stops")
    func retirement() async throws {
      let server = try await ServerProcess(ServerProcess.SetUp(changes: ["recycleAfter": "4"]))
      async let long = server.result(of: "import time\ntime.sleep(3)\nprint('ended')")
      #expect(try await eventually { try server.processes() != server.processesAtRest })
      // Enough for several replacements, which wait for the long block.
      for number in 0..<12 { #expect(try await server.result(of: "print(\(number))").output == "\(number)\n") }
      #expect(try await long.output == "ended\n")
      for number in 0..<4 { #expect(try await server.result(of: "print(\(number))").output == "\(number)\n") }
      try await server.stop()
    }

    @Test("that dies while requests wait for a session costs no answer")
    func death() async throws {
      let server = try await ServerProcess(ServerProcess.SetUp(changes: ["maximum": "1"], logLevel: "critical"))
      async let running = server.result(of: "import time\ntime.sleep(2)\nprint('ran')")
      #expect(try await eventually { try server.processes() != server.processesAtRest })
      async let waiting = withThrowingTaskGroup(of: String?.self) { group in
        for number in 0..<4 { group.addTask { try await server.result(of: "print(\(number))").output } }
        var outputs: Set<String?> = []
        for try await output in group { outputs.insert(output) }
        return outputs
      }
      #expect(try await eventually { try await server.waiting() == 4 })
      for process in server.processesAtRest { kill(process.id, SIGKILL) }
      // The first block of a response is run once more.
      #expect(try await running.output == "ran\n")
      #expect(try await waiting == Set((0..<4).map { "\($0)\n" }))
      try await server.stop()
    }
  }
}

extension ServerProcess {
  /// How many responses wait for a session.
  fileprivate func waiting() async throws -> Int? {
    let text = try await request("GET", "/metrics").text
    let line = text.split(separator: "\n").first { $0.hasPrefix("pollux_sandbox_queue_waiting ") }
    return line.flatMap { Int($0.split(separator: " ")[1]) }
  }
}
