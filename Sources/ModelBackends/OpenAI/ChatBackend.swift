import Executions
package import GeminiAPI
import Synchronization

/// A model behind the chat completions of OpenAI's API: a local server, or another service.
///
/// Code execution is offered to it as a function `run_python`; its calls become executable code, which runs here.
package final class ChatBackend: ModelBackend {
  private let transport: any ChatTransport
  private let model: String?

  /// - Parameters:
  ///   - transport: The way to the server.
  ///   - model: What the server calls its model; nil for the name the request has.
  package init(transport: any ChatTransport, model: String?) {
    self.transport = transport
    self.model = model
  }

  package func respond(to conversation: Conversation) async throws(Status) -> ModelAnswer {
    if let unread = conversation.unreadFile { throw unread }
    return .turns(ChatResponder(ChatRequest(conversation, model: model ?? conversation.model), transport))
  }
}

/// One response in the making: what was said so far, and what of the last completion is not told yet.
private final class ChatResponder: ModelResponder {
  private struct State {
    var request: ChatRequest
    var waiting: ArraySlice<ChatReply.Step> = []
    /// The call whose code runs now.
    var running: String?
    var isOver = false
    var usage = UsageOverride()
    /// Whether the turn at hand has not told its counts yet.
    var tellsUsage = false
    /// A turn ends with its code: each call is answered by itself.
    var isTurnOver = false
  }

  private let state: Mutex<State>
  private let transport: any ChatTransport

  init(_ request: ChatRequest, _ transport: any ChatTransport) {
    state = Mutex(State(request: request))
    self.transport = transport
  }

  func beginTurn(after result: Execution?) async throws -> ExecutableCode? {
    let body = state.withLock { state -> [UInt8]? in
      if let result, let call = state.running.take() { state.request.add(result, for: call) }
      return state.waiting.isEmpty && !state.isOver ? state.request.json : nil
    }
    if let body {
      let reply = try ChatReply(try await transport.complete(body))
      state.withLock { state in
        state.request.add(reply)
        state.waiting = reply.steps[...]
        state.isOver = !reply.hasCode
        state.usage.add(reply)
      }
    }
    return state.withLock { state in
      (state.tellsUsage, state.isTurnOver) = (true, false)
      return state.waiting.map(\.delta).codeAhead
    }
  }

  func nextDelta() -> ModelDelta? {
    state.withLock { state in
      if state.tellsUsage {
        state.tellsUsage = false
        return .usage(state.usage)
      }
      guard !state.isTurnOver, let step = state.waiting.popFirst() else { return nil }
      if case .code(let call, _) = step { (state.running, state.isTurnOver) = (call, true) }
      return step.delta
    }
  }
}

extension UsageOverride {
  /// Counts a further completion: its prompt is the tool's from the second one on.
  fileprivate mutating func add(_ reply: ChatReply) {
    if prompt == nil {
      prompt = reply.promptTokens
    } else if let tokens = reply.promptTokens {
      toolUsePrompt = (toolUsePrompt ?? 0) + tokens
    }
    if let tokens = reply.thoughtTokens { thoughts = (thoughts ?? 0) + tokens }
    if let tokens = reply.completionTokens { candidates = (candidates ?? 0) + tokens }
  }
}
