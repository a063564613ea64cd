import Foundation
import TestSupport
import Testing

extension ProcessSuites {
  @Suite("A soak")
  struct SoakTests {
    @Test("of 120 blocks with the fork server killed once answers every one and leaves nothing behind")
    func short() async throws {
      let program = try RunningProgram(
        Repository.root.appending(path: "scripts/soak").path,
        ["--server", try Repository.executable("pollux"), "--blocks", "120", "--kills", "1", "--block", "4s"]
      )
      let outcome = try await program.outcome(within: .seconds(110))
      #expect(outcome.ending == .exited(0), "\(outcome.everything)")
      #expect(outcome.output.contains("120 blocks"), "\(outcome.everything)")
    }
  }
}
