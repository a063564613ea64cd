import CodeExecution
import Foundation
import GeminiAPI
import Logging
import Recording
import SandboxHost
import Service

/// A block of a recorded response and what it gave.
struct RecordedBlock {
  var code: String
  var result: CodeExecutionResult

  /// Every block with its result, in the order of the answer.
  static func blocks(of interaction: RecordedInteraction) -> [RecordedBlock] {
    var blocks: [RecordedBlock] = []
    var code: String?
    for part in parts(of: interaction) {
      switch part.data {
      case .executableCode(let block): code = block.code
      case .codeExecutionResult(let result):
        if let code { blocks.append(RecordedBlock(code: code, result: result)) }
        code = nil
      default: break
      }
    }
    return blocks
  }

  private static func parts(of interaction: RecordedInteraction) -> [Part] {
    let text = String(decoding: interaction.pieces.flatMap(\.bytes), as: UTF8.self)
    let documents = text.hasPrefix("data: ") ? text.components(separatedBy: "data: ").dropFirst().map { $0 } : [text]
    return documents.flatMap { document in
      let response = try? GenerateContentResponse.decode(Array(document.utf8))
      return response?.candidates.first?.content?.parts ?? []
    }
  }
}

/// Runs recorded blocks again.
struct RecordedRuns {
  private let pool: SandboxPool

  init(sandboxConfig: String?) throws {
    let directory = try SandboxConfigDirectory.find(named: sandboxConfig)
    var profile = try SandboxProfile.load(directory: directory)
    profile.sessionCount = 1
    profile.parkedCount = 0
    var logger = Logger(label: "pollux", factory: { StreamLogHandler.standardError(label: $0) })
    logger.logLevel = .warning
    pool = SandboxPool(
      profile: profile,
      paths: try SandboxPaths.find(configurationDirectory: directory),
      logger: logger
    )
  }

  /// A line for each block that gives something else now.
  func drifts(of responses: [(name: String, blocks: [RecordedBlock])]) async throws -> [String] {
    let pool = pool
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await pool.run() }
      if case .failed(let error) = await pool.settledReadiness() { throw error }
      let executor = SandboxCodeExecutor(pool: pool)
      var drifts: [String] = []
      for (name, blocks) in responses {
        drifts += try await executor.withLease(inputFiles: []) { lease in
          var found: [String] = []
          for (index, block) in blocks.enumerated() {
            let now = try await lease.execute(ExecutableCode(language: .python, code: block.code)).result
            guard now.outcome != block.result.outcome || now.output != block.result.output else { continue }
            found.append(
              "\(name), block \(index + 1): was \(Self.shown(block.result)), is \(Self.shown(now))"
            )
          }
          return found
        }
      }
      group.cancelAll()
      return drifts
    }
  }

  private static func shown(_ result: CodeExecutionResult) -> String {
    let output = (result.output ?? "").split(separator: "\n").joined(separator: "⏎")
    return "\(result.outcome.rawValue) \"\(output.prefix(200))\""
  }
}
