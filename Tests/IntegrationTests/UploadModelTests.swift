import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  /// A short run of `scripts/check-uploads`; longer ones are for the hand.
  @Suite("Uploads at random, with kills in between,")
  struct UploadModelTests {
    @Test("go as the model says")
    func short() async throws {
      let program = try RunningProgram(
        Repository.root.appending(path: "scripts/check-uploads").path,
        ["--server", try Repository.executable("pollux"), "--runs", "40"]
      )
      let outcome = try await program.outcome(within: .seconds(110))
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(outcome.output.contains("40 runs") && outcome.output.contains("0 wrong"), "\(outcome.everything)")
    }
  }
}
