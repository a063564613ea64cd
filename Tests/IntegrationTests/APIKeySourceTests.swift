import Foundation
import Testing
import TestSupport

extension ProcessSuites {
  @Suite("API keys of other kinds")
  struct APIKeySourceTests {
    @Test("come from a file as well, and it says what is wrong with one")
    func file() async throws {
      let path = FileManager.default.temporaryDirectory.appending(path: "pollux-keys-\(UUID().uuidString)").path
      defer { try? FileManager.default.removeItem(atPath: path) }
      func write(_ text: String) throws { try text.write(toFile: path, atomically: false, encoding: .utf8) }
      try write("# for the tests\n\n  three \r\nfour\n")
      let environment = ["POLLUX_API_KEYS_FILE": path, "POLLUX_API_KEYS": "five"]
      let server = try await ServerProcess(.init(changes: [:], environment: environment))
      for (key, status) in [("three", 200), ("four", 200), ("five", 200), ("# for the tests", 400), ("one", 400)] {
        let answer = try await server.request("GET", "/v1beta/models", headers: ["x-goog-api-key": key])
        #expect(answer.status == status, "\(key)")
      }
      try await server.stop()
      #expect(!server.program.errors.contains("three"), "keys are not logged")
      for (text, says) in [("# none\n", "has no key"), ("a key\n", "line 1")] {
        try write(text)
        let outcome = try await pollux("serve", "--port", "0", "--api-keys-file", path)
        #expect(outcome.ending == .exited(78) && outcome.errors.contains(says), "\(outcome.everything)")
      }
      let missing = try await pollux("serve", "--port", "0", "--api-keys-file", "/nonexistent")
      #expect(missing.ending == .exited(78) && missing.errors.contains("/nonexistent"))
    }
  }
}
