import Foundation
import Testing
import TestSupport

/// Programs that use the real SDK; each ends with 0 where all it asserts holds.
enum PythonClient {
  /// Runs a program of `Clients` against a server.
  ///
  /// - Parameters:
  ///   - name: The file without `.py`.
  ///   - server: Where the SDK sends its requests.
  ///   - sdk: Which SDK.
  /// - Throws: Where the test environment is missing. A failed assertion of the program is an issue with its output.
  static func run(_ name: String, on server: ServerProcess, with sdk: SDK = .newest) async throws {
    let program = try RunningProgram(
      try Repository.testPython(sdk),
      ["-sB", Repository.root.appending(path: "Tests/IntegrationTests/Clients/\(name).py").path],
      environment: ["GOOGLE_GEMINI_BASE_URL": server.url, "GEMINI_API_KEY": "any"]
    )
    let outcome = try await program.outcome(within: .seconds(90))
    #expect(outcome.ending == .exited(0), "\(outcome.everything)")
  }
}
