import CodeExecution
import Executions
import Foundation
import GeminiAPI
import Generation
import ModelBackends
import Recording
import SandboxHost
import Service

/// Runs recorded blocks again.
struct RecordedRuns {
  private let parts: (profile: SandboxProfile, paths: SandboxPaths)

  init(_ settings: ServiceSettings) throws {
    var (profile, paths) = try settings.sandboxParts()
    profile.sessionCount = 1
    profile.parkedCount = 0
    parts = (profile, paths)
  }

  /// A line for each block whose result has changed.
  func drifts(of responses: [(name: String, blocks: [RecordedBlock])]) async throws -> [String] {
    try await withPool(parts) { pool in
      let executor = SandboxCodeExecutor(pool: pool)
      var drifts: [String] = []
      for (name, blocks) in responses {
        drifts += try await executor.withLease(inputFiles: []) { lease in
          var found: [String] = []
          for (index, block) in blocks.enumerated() {
            let execution = try await lease.execute(block.code)
            guard let now = Dialect().results(of: execution, id: nil).last,
              now.outcome != block.result.outcome || now.output != block.result.output
            else { continue }
            found.append(
              "\(name), block \(index + 1): was \(Self.shown(block.result)), is \(Self.shown(now))"
            )
          }
          return found
        }
      }
      return drifts
    }
  }

  private static func shown(_ result: CodeExecutionResult) -> String {
    let output = (result.output ?? "").split(separator: "\n").joined(separator: "⏎")
    return "\(result.outcome.rawValue) \"\(output.prefix(bytes: 200))\""
  }
}
