import Foundation
import Glibc
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("A large answer")
  struct AnswerDeliveryTests {
    @Test(
      "arrives whole on a connection that closes after it",
      arguments: [ServerProcess.generate, ServerProcess.stream]
    )
    func closing(_ target: String) async throws {
      let body = try GenerateBody(blocks: ["open('a.bin', 'wb').write(bytes(8 << 20))"]).json()
      let answer = try await ServerProcess.current.request(
        "POST",
        target,
        headers: ["Connection": "close"],
        body: body
      )
      #expect(answer.status == 200)
      #expect(answer.body.count > 10 << 20)
    }

    @Test("is finished when the server is told to stop")
    func drain() async throws {
      let server = try await ServerProcess(ServerProcess.SetUp(changes: [:]))
      let body = try GenerateBody(blocks: ["import time\ntime.sleep(1)\nopen('a.bin', 'wb').write(bytes(8 << 20))"])
        .json()
      let request = Task { try await server.request(body: body) }
      #expect(try await eventually { try server.processes() != server.processesAtRest })
      server.program.send(SIGTERM)
      let answer = try await request.value
      #expect(answer.body.count > 10 << 20)
      #expect(try await server.program.outcome().ending == .exited(0))
    }
  }
}
