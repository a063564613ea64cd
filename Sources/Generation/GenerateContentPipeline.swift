package import CodeExecution
import Executions
package import GeminiAPI
package import ModelBackends

/// The way of one request: check it, ask the model, run its code, ask again, until the response ends.
package final class GenerateContentPipeline: Sendable {
  /// Receives each event with the token counts after it; a slow client makes it wait, and so everything behind it.
  package typealias Emit = (GenerationEvent, UsageAccount) async throws -> Void

  package let limits: GenerationLimits
  /// What deadlines, paces and waits are measured by.
  package let clock: any Clock<Duration>
  private let validator: RequestValidator
  private let backend: any ModelBackend
  private let executor: any CodeExecutor
  private let ledger: UsageLedger
  private let identifiers: ResponseIdentifiers
  var counter: TokenCounter { validator.counter }

  package init(
    catalog: ModelCatalog,
    backend: any ModelBackend,
    executor: any CodeExecutor,
    files: any FileSource,
    caches: any CacheSource,
    limits: GenerationLimits = GenerationLimits(),
    dialect: String? = nil,
    counter: TokenCounter = TokenCounter(),
    ledger: UsageLedger? = nil,
    identifiers: ResponseIdentifiers,
    clock: any Clock<Duration>
  ) {
    self.limits = limits
    self.clock = clock
    validator = RequestValidator(catalog: catalog, files: files, caches: caches, dialect: dialect, counter: counter)
    self.backend = backend
    self.executor = executor
    self.ledger = ledger ?? UsageLedger(catalog: catalog)
    self.identifiers = identifiers
  }

  /// Checks a call and reads the uploaded files it names; takes no session.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: What `run` takes.
  /// - Throws: A status with the service's own text.
  package func validated(_ call: GenerateContentCall) async throws(Status) -> ValidatedCall {
    let valid = try await validator.validated(call)
    valid.conversation.transport.note?.passed(files: valid.conversation.inputFiles)
    return valid
  }

  /// Whether `verbatim` may have an answer.
  package var answersArrivals: Bool { backend.answersArrivals }

  /// Asks for an answer that goes out as another server gave it, in any method of a model.
  ///
  /// - Parameter request: As it came, before anything of it is read.
  /// - Returns: Nil where the request is answered here.
  /// - Throws: A status, or `CancellationError`.
  package func verbatim(_ request: RequestTransport) async throws -> VerbatimAnswer? {
    try await backend.verbatim(request, .arrived)
  }

  /// Checks a call, as `validated`.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: What `run` takes, or what another server says to a request that is refused here.
  /// - Throws: A status with the service's own text, or `CancellationError`.
  package func checked(_ call: GenerateContentCall) async throws -> CheckedCall {
    do {
      return .valid(try await validated(call))
    } catch let refusal {
      guard let answer = try await backend.verbatim(call.transport, .refused) else { throw refusal }
      return .refused(answer)
    }
  }

  /// Counts what a call would be charged as its prompt, as a response to it would show.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: The tokens by kind, and those of a kept prompt among them.
  /// - Throws: A status with the service's own text.
  package func promptTokens(of call: GenerateContentCall) async throws(Status) -> PromptTokens {
    try await validator.promptTokens(of: call)
  }

  /// Cuts the texts of a call into their tokens.
  ///
  /// - Parameter call: The model, and the texts.
  /// - Returns: The tokens of each part.
  /// - Throws: A status with the service's own text.
  package func tokens(of call: GenerateContentCall) throws(Status) -> ComputeTokensResponse {
    try validator.tokens(of: call)
  }

  /// Makes a vector of each text.
  ///
  /// - Parameters:
  ///   - call: The model.
  ///   - request: The texts.
  /// - Returns: The vectors.
  /// - Throws: A status with the service's own text, or `CancellationError`.
  package func predictions(for call: GenerateContentCall, _ request: PredictRequest) async throws -> PredictResponse {
    try await validator.predictions(for: call, request)
  }

  /// Checks a prompt that is to be kept, and counts it.
  ///
  /// - Parameter call: The model, and the prompt as a request of its own.
  /// - Returns: Its tokens.
  /// - Throws: A status with the service's own text.
  package func cachedTokens(of call: GenerateContentCall) async throws(Status) -> Int {
    try await validator.cachedTokens(of: call)
  }

  /// Counts texts.
  package func tokens(in texts: [String]) -> Int { texts.reduce(0) { $0 + counter.tokens(in: $1) } }

  /// When something is answered.
  package var now: Timestamp { identifiers.now() }

  /// Names a call of a function for clients that want a name where the dialect has none.
  ///
  /// - Returns: Eight lower-case letters and digits.
  package func nextToolCallID() -> String { identifiers.nextName(of: "tool call", count: 8) }

  /// Names a new response.
  ///
  /// - Parameter call: The call it answers.
  /// - Returns: What each of its chunks repeats.
  package func identity(for call: ValidatedCall) -> ResponseIdentity {
    let (dialect, identifiers) = (call.dialect, call.identifiers ?? identifiers)
    var identity = ResponseIdentity(
      responseId: identifiers.next(),
      modelVersion: call.conversation.model,
      dialect: dialect
    )
    if dialect.createTime { identity.createTime = identifiers.now() }
    identity.hiddenPromptTokens = call.hiddenPromptTokens
    identity.candidateCount = call.candidateCount
    return identity
  }

  /// Produces one response.
  ///
  /// - Parameters:
  ///   - call: A checked call.
  ///   - emit: Receives every event in order, last of all `.finished`; none of a verbatim answer.
  /// - Returns: How it was answered.
  /// - Throws: A `Status`, `CancellationError`, or what `emit` threw.
  @discardableResult
  package func run(_ call: ValidatedCall, emit: Emit) async throws -> RunEnding {
    switch try await backend.respond(to: call.conversation) {
    case .verbatim(let answer): return .verbatim(answer)
    case .turns(let responder):
      let usage = try await usage(of: responder, for: call, emit: emit)
      return .said(
        ledger.enter(model: call.conversation.model, usage: usage.metadata, results: usage.results.total)
      )
    }
  }

  private func usage(
    of responder: any ModelResponder,
    for call: ValidatedCall,
    emit: Emit
  ) async throws -> UsageAccount {
    guard call.conversation.codeExecutionIsOn else {
      return try await respond(to: call, responder: responder, lease: nil, emit: emit)
    }
    return try await executor.withLease(inputFiles: call.conversation.inputFiles) { lease in
      try await respond(to: call, responder: responder, lease: lease, emit: emit)
    }
  }

  private func respond(
    to call: ValidatedCall,
    responder: any ModelResponder,
    lease: (any CodeExecutionLease)?,
    emit: Emit
  ) async throws -> UsageAccount {
    var turns = TurnLoop(limits: limits, codeExecutionIsOn: lease != nil)
    var prompt = call.promptTokens
    prompt.all.text += call.hiddenPromptTokens
    var usage = UsageAccount(
      prompt: prompt,
      dialect: call.dialect,
      counter: call.counter,
      candidateCount: call.candidateCount
    )
    var bounds = OutputBounds(
      call.config,
      limit: call.outputTokenLimit,
      isLive: responder.isLive,
      counter: call.counter
    )
    let showsThoughts = call.config?.thinkingConfig?.includeThoughts == true

    var said = SaidEvents(
      pace: responder.pace,
      clock: clock,
      counter: call.counter,
      showsThoughts: showsThoughts,
      // What comes as the model makes it goes out as it comes.
      cutsTexts: call.conversation.transport.isStream && !responder.isLive
    )

    while let action = turns.next() {
      try Task.checkCancellation()
      switch action {
      case .askModel(let executed):
        if executed != nil { usage.countFurtherPass() }
        let code = try await responder.beginTurn(after: executed, runsCode: turns.runsCode)
        // Before anything is sent: a full queue is then an error response, which clients retry, and not a broken stream.
        if let code, turns.runsCode { try await prepare(for: code, call, lease) }
        fallthrough
      case .takeDelta:
        let delta = try await responder.nextDelta()
        for delta in bounds.bounded(delta.map { named($0, in: call) }) {
          guard let event = turns.accept(delta) else { continue }
          try await said.say(event, &usage, emit)
          if responder.isLive { try await said.say(.pause(.zero), &usage, emit) }
        }
        if delta == nil { _ = turns.accept(nil) }
      case .execute(let code, let plan):
        guard let lease else { throw Status(code: .internal, message: "Code was asked for without the tool.") }
        let execution = try await said.paced { try await self.execution(of: code, plan, call, lease) }
        call.conversation.transport.note?.ran(execution)
        turns.accept(execution)
        for event in call.dialect.events(of: execution, id: code.id) {
          try await said.say(event, &usage, emit)
        }
      case .finish(let ending):
        let told = call.dialect.told(ending, afterCalls: turns.hasCalledFunction)
        try await said.say(.finished(told), &usage, emit)
      case .fail(let status):
        try await said.say(.pause(.zero), &usage, emit)
        throw status
      }
    }
    return usage
  }

  private func prepare(
    for code: ExecutableCode,
    _ call: ValidatedCall,
    _ lease: (any CodeExecutionLease)?
  ) async throws {
    if let unread = call.conversation.unreadFile { throw unread }
    try await lease?.prepare(for: code.code)
  }

  private func execution(
    of code: ExecutableCode,
    _ plan: CodePlan,
    _ call: ValidatedCall,
    _ lease: any CodeExecutionLease
  ) async throws -> Execution {
    if let canned = plan.canned { return canned }
    if let unread = call.conversation.unreadFile { throw unread }
    return try await lease.execute(code.code, timeout: plan.timeout, files: plan.files)
  }

  /// Names code and calls of functions where the dialect does and the model did not.
  private func named(_ delta: ModelDelta, in call: ValidatedCall) -> ModelDelta {
    let (form, identifiers) = (call.dialect.codeIds, call.identifiers ?? identifiers)
    switch delta {
    case .executableCode(var code, let plan) where code.id == nil:
      code.id = identifiers.nextCodeID(form)
      return .executableCode(code, plan: plan)
    case .functionCall(var call) where call.id == nil:
      call.id = identifiers.nextCodeID(form)
      return .functionCall(call)
    default: return delta
    }
  }
}
