import Foundation
import Glibc
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("Parked sessions", .server(changes: ["parked": "3"]))
  struct ParkedSessionTests {
    private func gauge(_ name: String) async throws -> Int? {
      let text = try await ServerProcess.current.request("GET", "/metrics").text
      let line = text.split(separator: "\n").last { $0.hasPrefix("pollux_sandbox_\(name) ") }
      return line.flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
    }

    /// The interpreters and inits of sessions that wait.
    private func waiting() throws -> [ProcessIdentity] {
      let server = try ServerProcess.current
      // Launcher, its init and the fork server are the first; every session has two processes.
      return try server.processes().sorted { $0.id < $1.id }.dropFirst(3).map(\.self)
    }

    @Test("are used once each: nothing of a response is there in another, one after the other and at once")
    func usedOnce() async throws {
      let server = try ServerProcess.current
      let code = """
        import os, random
        print(sorted(os.listdir('/work') + os.listdir('/tmp')), 'mark' in globals(), random.getrandbits(64))
        mark = 1
        open('/work/.mark', 'w'); open('/tmp/mark', 'w')
        """
      var outputs: [String] = []
      for _ in 0..<10 { outputs.append(try await server.result(of: code).output ?? "") }
      try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<12 { group.addTask { try await server.result(of: code).output ?? "" } }
        for try await output in group { outputs.append(output) }
      }
      #expect(outputs.allSatisfy { $0.hasPrefix("[] False ") }, "\(outputs)")
      #expect(Set(outputs).count == outputs.count, "siblings have random numbers of their own")
      #expect(try await eventually { try await gauge("sessions_parked") == 3 })
      #expect(try await server.comesToRest())
    }

    @Test("that were killed while they waited are not given out")
    func killed() async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      let victims = try waiting()
      #expect(victims.count == 6)
      for victim in victims { kill(victim.id, SIGKILL) }
      #expect(try await eventually { try ProcessTree.survivors(of: Set(victims)).isEmpty })
      for _ in 0..<4 { #expect(try await server.result(of: "print('there')").output == "there\n") }
      #expect(try await server.comesToRest())
    }

    @Test("take input files and keep state from block to block like others")
    func blocks() async throws {
      let answer = try await ServerProcess.current.run(
        "rows = open('input_file_0.csv').read()",
        "print(rows)",
        files: [(mimeType: "text/csv", bytes: "a,b\n")]
      )
      #expect(answer.results.last?.output == "a,b\n\n")
    }

    @Test("go with their fork server, and the next has its own")
    func forkServer() async throws {
      let server = try ServerProcess.current
      #expect(try await server.comesToRest())
      let before = try server.processes()
      // The launcher is the only child of the server; what it started ends with it.
      let launcher = try #require(before.min { $0.id < $1.id })
      kill(launcher.id, SIGKILL)
      #expect(try await eventually { try ProcessTree.survivors(of: before).isEmpty })
      #expect(try await eventually(within: .seconds(60)) { try await server.request("GET", "/ready").status == 200 })
      #expect(try await eventually { try await gauge("sessions_parked") == 3 })
      #expect(try await server.result(of: "print(1)").output == "1\n")
    }
  }

  @Suite("A server that parks sessions")
  struct ParkingServerTests {
    @Test("leaves none behind, and none where parking is off")
    func stop() async throws {
      let parking = try await ServerProcess(.init(changes: ["parked": "4"]))
      #expect(try parking.processes().count == 3 + 4 * 2)
      try await parking.stop()
      let plain = try await ServerProcess(.init(changes: ["parked": "0"]))
      #expect(try plain.processes().count == 3)
      #expect(try await plain.result(of: "print(1)").output == "1\n")
      try await plain.stop()
    }
  }
}
