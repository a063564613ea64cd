import Testing
import TestSupport

extension ProcessSuites {
  @Suite("With one session and a queue of one", .server(changes: ["maximum": "1", "queue": "1", "queueTime": "1s"]))
  struct QueueTests {
    /// Takes the session for a block of 25 seconds, until the connection is left.
    private func takeSession() async throws -> HTTPConnection {
      let server = try ServerProcess.current
      let port = server.port
      let body = try GenerateBody(blocks: ["import time\ntime.sleep(25)"]).json()
      let connection = try await onOwnThread {
        let connection = try HTTPConnection(port: port)
        try connection.send(method: "POST", target: ServerProcess.stream, body: body)
        return connection
      }
      #expect(try await eventually { try server.processes() != server.processesAtRest })
      return connection
    }

    @Test("a request waits while the session is taken, and then has it")
    func waits() async throws {
      let server = try ServerProcess.current
      async let first = server.result(of: "import time\ntime.sleep(0.7)\nprint('first')")
      #expect(try await eventually { try server.processes() != server.processesAtRest })
      let second = try await server.result(of: "print('second')")
      #expect(second.output == "second\n")
      #expect(try await first.output == "first\n")
    }

    @Test("a request without code needs no session")
    func noCode() async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      let connection = try await takeSession()
      let answer = try await server.request(body: try GenerateBody(prompt: "hello").json())
      #expect(answer.status == 200)
      #expect(try server.processes() != server.processesAtRest, "the answer came while the session was taken")
      connection.leave()
      #expect(try await server.comesToRest())
    }

    @Test("past the queue and past its time the answer is 429 with RetryInfo")
    func refused() async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      async let holder = server.result(of: "import time\ntime.sleep(3)\nprint('held')")
      #expect(try await eventually { try server.processes() != server.processesAtRest })

      let body = try GenerateBody(blocks: ["print('never')"]).json()
      var waits: [Duration] = []
      try await withThrowingTaskGroup(of: (HTTPAnswer, Duration).self) { group in
        for _ in 0..<2 {
          group.addTask {
            let started = ContinuousClock.now
            return (try await server.request(body: body), ContinuousClock.now - started)
          }
        }
        for try await (answer, wait) in group {
          waits.append(wait)
          #expect(answer.status == 429)
          let error = try #require(try answer.decoded(GenerateAnswer.self).error)
          #expect(error.status == "RESOURCE_EXHAUSTED")
          let retry = error.details?.first { $0.type == "type.googleapis.com/google.rpc.RetryInfo" }
          #expect(retry?.retryDelay?.wholeMatch(of: /\d+(\.\d+)?s/) != nil)
        }
      }
      #expect(try #require(waits.max()) >= .seconds(1), "who stands in the queue waits its time")
      #expect(try await holder.output == "held\n")
      #expect(try await server.result(of: "print('again')").output == "again\n")
    }

    @Test("a response gives its session back when its client leaves")
    func givenBack() async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      try await takeSession().leave()
      #expect(try await server.comesToRest())
      #expect(try await server.result(of: "print('mine')").output == "mine\n")
    }
  }
}
