import Foundation
import Testing
import TestSupport

/// Programs for Node; each ends with 0 where all it asserts holds.
enum NodeClient {
  private static let executable = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin")
    .split(separator: ":").map { "\($0)/node" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  static var isInstalled: Bool { executable != nil }

  /// Runs a program of `Clients` against a server.
  ///
  /// - Parameters:
  ///   - name: The file without `.mjs`.
  ///   - server: Where it sends its requests.
  /// - Throws: Where it cannot be started. A failed assertion of the program is an issue with its output.
  static func run(_ name: String, on server: ServerProcess) async throws {
    let program = try RunningProgram(
      try #require(executable),
      [Repository.root.appending(path: "Tests/IntegrationTests/Clients/\(name).mjs").path],
      environment: ["GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": "any"]
    )
    let outcome = try await program.outcome(within: .seconds(90))
    #expect(outcome.ending == .exited(0), "\(outcome.everything)")
  }
}
