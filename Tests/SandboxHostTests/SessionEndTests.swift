import Executions
import Logging
import SandboxProtocol
import Testing

@testable import SandboxHost

@Suite("The end of a session in the log")
struct SessionEndTests {
  private static let endings: [(Execution.Ending, String, Bool)] = [
    (.completed(failure: nil), "response over", true),
    (.completed(failure: "no"), "response over", true),
    (.outOfMemory(failure: "MemoryError"), "response over", true),
    (.memoryLimit(1 << 30), "memory limit", false),
    (.deadline, "deadline", false),
    (.died(.exited(status: 3)), "exited with status 3", false),
    (.died(.signaled(9)), "killed by signal 9", false),
    (.violation("it sent a frame between two blocks"), "violation: it sent a frame between two blocks", false),
  ]

  @Test("is the block's that ended it, at info where it was not planned", arguments: endings)
  func ofBlocks(_ ending: Execution.Ending, _ text: String, _ isPlanned: Bool) {
    let end = SessionEnd(ending)
    #expect(end.text == text)
    #expect(end.level == (isPlanned ? .debug : .info))
  }

  @Test("names the error that ended it")
  func ofErrors() {
    #expect(SessionEnd(CancellationError()).text == "cancelled")
    #expect(SessionEnd(SandboxError.lost).text == "failed: the sandbox's fork server ended while the code ran")
    #expect(SessionEnd(SandboxError.lost).level == .info && SessionEnd(CancellationError()).level == .info)
    #expect(SessionEnd.unused.level == .debug)
  }
}
