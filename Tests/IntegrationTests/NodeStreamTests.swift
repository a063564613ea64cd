import Testing
import TestSupport

extension ProcessSuites {
  @Suite(
    "A stream and Node",
    .server(changes: [:], fixtures: "Fixtures/dialects", environment: ["POLLUX_MINIMUM_DEADLINE": "0"])
  )
  struct NodeStreamTests {
    @Test(
      "a program of Node with the rules of the JavaScript SDK reads a stream, and its error",
      .enabled(if: NodeClient.isInstalled, "node is not installed")
    )
    func node() async throws {
      try await NodeClient.run("stream", on: try .current)
    }
  }
}
