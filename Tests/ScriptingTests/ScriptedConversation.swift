import Executions
import GeminiAPI
import ModelBackends

@testable import Scripting

/// A conversation with one question of the user's, as most tests need it.
func conversation(
  _ prompt: String,
  model: String = "gemini-2.5-flash",
  files: [CodeFile] = [],
  codeExecution: Bool = true
) -> Conversation {
  conversation(
    [Content(role: "user", parts: [.text(prompt)])],
    model: model,
    files: files,
    codeExecution: codeExecution
  )
}

func conversation(
  _ contents: [Content],
  model: String = "gemini-2.5-flash",
  files: [CodeFile] = [],
  codeExecution: Bool = true
) -> Conversation {
  Conversation(
    model: model,
    request: GenerateContentRequest(contents: contents),
    inputFiles: files,
    codeExecutionIsOn: codeExecution
  )
}

let csvFile = CodeFile(
  name: "input_file_0.csv",
  mimeType: "text/csv",
  displayName: "sales.csv",
  bytes: BlobBytes(Array(repeating: 0, count: 20))
)

/// What a run would have given.
struct FakeRun: Sendable {
  var outcome: Execution.Outcome = .ok
  var output: String?
  var files: [CodeFile] = []

  static func ok(_ output: String?) -> FakeRun { FakeRun(outcome: .ok, output: output) }
  static func failed(_ output: String) -> FakeRun { FakeRun(outcome: .failed, output: output) }
}

/// Plays a response to its end, giving each code block the next of the runs; blocks beyond them succeed in silence.
///
/// - Returns: All deltas in order.
func play(_ backend: ScriptedBackend, _ conversation: Conversation, runs: [FakeRun] = []) async throws -> [ModelDelta] {
  let responder = try await backend.responder(to: conversation)
  var turn = try await responder.turn(after: nil)
  var deltas = turn
  var runs = runs[...]
  while case .executableCode = turn.last {
    let run = runs.popFirst() ?? FakeRun()
    turn = try await responder.turn(after: Execution(ending: .notRun(run.outcome, text: run.output), files: run.files))
    deltas += turn
  }
  return deltas
}

extension ModelResponder {
  /// All deltas of the next turn.
  func turn(after result: Execution?) async throws -> [ModelDelta] {
    _ = try await beginTurn(after: result, runsCode: true)
    var deltas: [ModelDelta] = []
    while let delta = try await nextDelta() { deltas.append(delta) }
    return deltas
  }
}

extension [ModelDelta] {
  var codes: [String] {
    compactMap {
      guard case .executableCode(let code, _) = $0 else { return nil }
      return code.code
    }
  }

  var texts: [String] {
    compactMap {
      guard case .text(let text) = $0 else { return nil }
      return text
    }
  }
}

extension ScriptedBackend {
  /// A backend of fixtures that do not change.
  convenience init(fixtures: FixtureSet) {
    self.init(source: FixtureSource(fixtures), memory: FixtureMemory(), missPolicy: nil, onMiss: {})
  }
}
