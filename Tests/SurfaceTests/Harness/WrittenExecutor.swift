import CodeExecution
import Executions
import Foundation
import GeminiAPI
import ServiceLifecycle

/// Stands in the sandbox's place: what each block prints is written down before.
struct WrittenExecutor: CodeExecutor, Service {
  /// What a block prints.
  enum Output: ExpressibleByStringLiteral {
    case text(String)
    /// The names of its input files, and what they hold.
    case inputFiles
    /// Nothing, and it does not end by itself.
    case never

    init(stringLiteral text: String) { self = .text(text) }
  }

  /// What blocks print, by their code.
  let outputs: [String: Output]

  private final class Lease: CodeExecutionLease {
    private let outputs: [String: Output]
    private let inputFiles: [CodeFile]

    init(_ outputs: [String: Output], _ inputFiles: [CodeFile]) {
      (self.outputs, self.inputFiles) = (outputs, inputFiles)
    }

    func prepare(for code: String) async throws {}

    func execute(_ code: String, timeout: Duration?, files: [CodeFile]) async throws -> Execution {
      let output: String
      switch outputs[code.trimmingCharacters(in: .newlines)] {
      case .text(let text)?: output = text
      case .inputFiles?:
        let texts = (inputFiles + files).map { "\($0.name): \(String(decoding: $0.bytes.array, as: UTF8.self))" }
        output = texts.joined()
      case .never?:
        try await Task.sleep(for: .seconds(600))
        output = ""
      case nil: throw Status.internal("The test has no output for the block \(code.debugDescription).")
      }
      return Execution(ending: .completed(failure: nil), standardOutput: CapturedOutput(head: Array(output.utf8)))
    }
  }

  func withLease<Result: Sendable>(
    inputFiles: [CodeFile],
    _ body: (any CodeExecutionLease) async throws -> Result
  ) async throws -> Result {
    try await body(Lease(outputs, inputFiles))
  }

  func readiness() async -> SandboxReadiness { .ready(isolation: "full") }

  func load() async -> SandboxLoad { SandboxLoad(isReady: true) }

  func run() async throws { try await gracefulShutdown() }
}
