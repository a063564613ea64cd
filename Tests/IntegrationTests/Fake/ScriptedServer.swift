import Foundation
import TestSupport

/// A server without a sandbox, whose namespaces tests give fixtures.
struct ScriptedServer {
  let server: ServerProcess

  init(_ environment: [String: String] = [:]) async throws {
    server = try await ServerProcess(
      ServerProcess.SetUp(
        environment: environment.merging(["POLLUX_SANDBOX": "off"]) { first, _ in first },
        waitsForTiers: false
      )
    )
  }

  static func quoted(_ text: String) throws -> String {
    String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
  }

  func give(_ yaml: String, to namespace: String) async throws -> HTTPAnswer {
    try await server.request(
      "POST",
      "/_pollux/fixtures?namespace=\(namespace)",
      body: #"{"yaml": \#(try Self.quoted(yaml))}"#
    )
  }

  /// Asks a model; `more` are further members of the body.
  func ask(
    _ prompt: String,
    in namespace: String = "",
    target: String = ServerProcess.generate,
    more: String = ""
  ) async throws -> HTTPAnswer {
    try await server.request(
      "POST",
      target,
      headers: namespace.isEmpty ? [:] : ["X-Pollux-Namespace": namespace],
      body: #"{"contents": [{"parts": [{"text": \#(try Self.quoted(prompt))}]}]\#(more)}"#
    )
  }
}
