import Executions
import GeminiAPI
import ModelBackends
import Synchronization

/// Drives the loop of one response: asks the server, and hands on each delta as it comes.
final class ChatResponder: ModelResponder {
  private struct State {
    var loop: ChatLoop
    /// What was known of the model when the response began, and what it was refused since.
    var habits: ModelHabits
    /// The completion at hand; the request ends with it.
    var stream: (any CompletionStream)?
    /// The completion that was left at the end of the block that runs now.
    var settling: Settling?
    /// What was taken before it was asked for.
    var ahead: [ModelDelta?] = []
  }

  private let state: Mutex<State>
  private let transport: any CompletionTransport
  private let modes: UpstreamModes
  private let clock: any Clock<Duration>
  private let model: String

  var isLive: Bool { true }

  init(_ loop: ChatLoop, _ transport: any CompletionTransport, _ modes: UpstreamModes, _ clock: any Clock<Duration>) {
    model = loop.prompt.model
    state = Mutex(State(loop: loop, habits: modes.habits(of: loop.prompt.model)))
    (self.transport, self.modes, self.clock) = (transport, modes, clock)
  }

  func beginTurn(after result: Execution?, runsCode: Bool) async throws -> ExecutableCode? {
    let settling = state.withLock { $0.settling.take() }
    let told = await settling?.usage()
    try Task.checkCancellation()
    state.withLock { state in
      state.loop.beginTurn(after: result, runsCode: runsCode)
      state.loop.settle(told)
    }
    // A turn that begins with its code takes a session before anything goes out.
    var ahead: [ModelDelta?] = []
    repeat { ahead.append(try await take()) } while ahead.last??.isCount == true
    state.withLock { $0.ahead = ahead }
    return ahead.compactMap(\.self).codeAhead
  }

  func nextDelta() async throws -> ModelDelta? {
    if let delta = state.withLock({ $0.ahead.isEmpty ? nil : .some($0.ahead.removeFirst()) }) { return delta }
    return try await take()
  }

  private func take() async throws -> ModelDelta? {
    while true {
      switch state.withLock({ $0.loop.next($0.habits) }) {
      case .say(let delta): return delta
      case .run(let delta):
        leave()
        return delta
      case .endTurn: return nil
      case .ask(let ask): try await begin(ask)
      case .read: try await read()
      }
    }
  }

  /// Asks for a completion; where the server cannot answer in this way, in another.
  private func begin(_ ask: ChatAsk) async throws {
    let body = state.withLock { $0.loop.prompt.body($0.loop.turns, ask) }
    do {
      let stream = try await transport.complete(body)
      state.withLock { state in
        state.stream = stream
        state.loop.begin(ask, promptBytes: body.count)
      }
    } catch let fault as CompletionFault {
      if fault.kind == .contextOverflow {
        guard state.withLock({ $0.loop.shorten() }) else { throw fault.overflow }
        return
      }
      modes.update(model) { _ = $0.learn(fault.kind, from: ask.way) }
      guard state.withLock({ $0.habits.learn(fault.kind, from: ask.way) }) else { throw fault.status }
    }
  }

  private func read() async throws {
    guard let stream = state.withLock({ $0.stream }) else { return }
    let event: CompletionEvent?
    do {
      event = try await stream.next()
    } catch let fault as CompletionFault {
      throw fault.status
    }
    let learnt = state.withLock { state -> [(CallForm, isFirst: Bool)] in
      let before = state.loop.forms
      state.loop.accept(event)
      if event == nil { state.stream = nil }
      let isFirst = before.isEmpty
      return state.loop.forms.subtracting(before).map { ($0, isFirst) }
    }
    for (form, isFirst) in learnt { modes.update(model) { $0.note(form, isFirstWritten: isFirst) } }
  }

  /// Leaves a completion at the end of its block: its last word is heard while the block runs.
  private func leave() {
    state.withLock { state in
      guard state.loop.hasLeft, let stream = state.stream.take() else { return }
      state.settling = Settling(stream, clock: clock)
    }
  }
}

extension CompletionFault {
  /// What the client gets where the conversation is too long: the server's own words, as an error of the request.
  fileprivate var overflow: Status {
    var status = status
    status.code = .invalidArgument
    return status
  }
}

extension ModelDelta {
  fileprivate var isCount: Bool { if case .usage = self { true } else { false } }
}
