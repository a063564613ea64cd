import Foundation
import Testing
import TestSupport

extension ProcessSuites.AsDelivered {
  @Suite("The unmodified google-genai")
  struct SDKTests {
    @Test(
      "works against the server",
      arguments: ["primes", "plot", "files", "uploads", "chat", "models"],
      SDK.allCases
    )
    func program(_ name: String, sdk: SDK) async throws {
      let server = try ServerProcess.current
      try await PythonClient.run(name, on: server, with: sdk)
      #expect(try await server.comesToRest(), "a process of user code outlived its response")
    }
  }
}

extension ProcessSuites.AsDelivered {
  @Suite("curl")
  struct CurlTests {
    @Test("works against the server on every version path, with streams, keys, uploads and errors")
    func program() async throws {
      let script = Repository.root.appending(path: "Tests/IntegrationTests/Clients/rest.sh").path
      let program = try RunningProgram(
        "/bin/sh",
        [script],
        environment: ["GOOGLE_GEMINI_BASE_URL": try ServerProcess.current.url]
      )
      let outcome = try await program.outcome(within: .seconds(90))
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
    }
  }
}

extension ProcessSuites {
  @Suite("With fixtures of one's own", .server(changes: [:], fixtures: "Fixtures/retry"))
  struct FixtureTests {
    @Test("an attempt that really fails is followed by one that succeeds")
    func retry() async throws {
      try await PythonClient.run("retry", on: try .current)
    }
  }
}
