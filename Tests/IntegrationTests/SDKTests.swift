import Testing

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

extension ProcessSuites {
  @Suite("With fixtures of one's own", .server(changes: [:], fixtures: "Fixtures/retry"))
  struct FixtureTests {
    @Test("an attempt that really fails is followed by one that succeeds")
    func retry() async throws {
      try await PythonClient.run("retry", on: try .current)
    }
  }
}
