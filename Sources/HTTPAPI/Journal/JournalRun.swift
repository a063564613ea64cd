import Executions
import GeminiAPI
import ModelBackends

/// A block of code as the journal keeps it: what the program said by itself, on either stream.
struct JournalRun {
  private let outcome: Outcome
  private let output: String
  private let standardError: String
  private let notices: [String]
  private let exitStatus: Int
  private let duration: Duration

  /// - Parameters:
  ///   - run: What came of the block.
  ///   - room: How many bytes are left; it takes three quarters of them at most, and leaves the rest to those that follow.
  init(_ run: Execution, room: Int) {
    output = String(run.programText.prefix(bytes: room / 2))
    standardError = String(run.errorText.prefix(bytes: room / 4))
    (outcome, notices) = (run.outcome.wire, run.notices)
    (exitStatus, duration) = (run.exitStatus, run.duration)
  }

  /// What it takes of the journal.
  var byteCount: Int { output.utf8.count + standardError.utf8.count + notices.reduce(100) { $0 + $1.utf8.count } }

  var json: JSONValue {
    .members([
      "outcome": .string(outcome.rawValue),
      "output": .string(output),
      "stderr": .string(standardError),
      "notices": notices.isEmpty ? nil : .array(notices.map { .string($0) }),
      "exit": .number(exitStatus),
      "durationMs": .number(JournalRecord.milliseconds(duration)),
    ])
  }
}
