package import CodeExecution
package import GeminiAPI
package import ModelBackends

/// The way of one request: check it, ask the model, run its code, ask again, until the response ends.
package struct GenerateContentPipeline: Sendable {
  /// Receives each event with the token counts after it; a slow client makes it wait, and so everything behind it.
  package typealias Emit = (GenerationEvent, UsageMetadata) async throws -> Void

  package let limits: GenerationLimits
  private let validator: RequestValidator
  private let backend: any ModelBackend
  private let executor: any CodeExecutor
  private let identifiers: ResponseIdentifiers

  package init(
    catalog: ModelCatalog,
    backend: any ModelBackend,
    executor: any CodeExecutor,
    files: any FileSource = NoFiles(),
    limits: GenerationLimits = GenerationLimits(),
    identifiers: ResponseIdentifiers = ResponseIdentifiers()
  ) {
    self.limits = limits
    validator = RequestValidator(catalog: catalog, files: files)
    self.backend = backend
    self.executor = executor
    self.identifiers = identifiers
  }

  /// Checks a call and reads the uploaded files it names; takes no session.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: What `run` takes.
  /// - Throws: A status with the service's own text.
  package func validated(_ call: GenerateContentCall) async throws(Status) -> ValidatedCall {
    try await validator.validated(call)
  }

  /// Counts what a call would be charged as its prompt, as a response to it would show.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: The tokens by kind.
  /// - Throws: A status with the service's own text.
  package func promptTokens(of call: GenerateContentCall) async throws(Status) -> TokenTally {
    try await validator.promptTokens(of: call)
  }

  /// Names a new response.
  ///
  /// - Parameter call: The call it answers.
  /// - Returns: What each of its chunks repeats.
  package func identity(for call: ValidatedCall) -> ResponseIdentity {
    ResponseIdentity(responseId: identifiers.next(), modelVersion: call.conversation.model)
  }

  /// Produces one response.
  ///
  /// - Parameters:
  ///   - call: A checked call.
  ///   - emit: Receives every event in order, last of all `.finished`.
  /// - Throws: A `Status`, `CancellationError`, or what `emit` threw.
  package func run(_ call: ValidatedCall, emit: Emit) async throws {
    let responder = try await backend.respond(to: call.conversation)
    guard call.conversation.codeExecutionIsOn else {
      return try await respond(to: call, responder: responder, lease: nil, emit: emit)
    }
    try await executor.withLease(inputFiles: call.inputFiles) { lease in
      try await respond(to: call, responder: responder, lease: lease, emit: emit)
    }
  }

  private func respond(
    to call: ValidatedCall,
    responder: any ModelResponder,
    lease: (any CodeExecutionLease)?,
    emit: Emit
  ) async throws {
    var turns = TurnLoop(limits: limits, codeExecutionIsOn: lease != nil)
    var usage = UsageAccount(prompt: call.promptTokens)
    let showsThoughts = call.conversation.request.generationConfig?.thinkingConfig?.includeThoughts == true

    while let action = turns.next() {
      try Task.checkCancellation()
      let events: [GenerationEvent]
      switch action {
      case .askModel(let executed):
        if executed != nil { usage.countFurtherPass() }
        let turn = try await responder.next(after: executed)
        events = turns.accept(call.codeHasIDs ? withCodeIDs(turn) : turn)
        // Before the code is sent: a full queue is then an error response, which clients retry, and not a broken stream.
        if events.contains(where: \.isCode) { try await lease?.prepare() }
      case .execute(let code):
        guard let lease else { throw Status(code: .internal, message: "Code was asked for without the tool.") }
        events = turns.accept(try await lease.execute(code))
      case .finish(let ending):
        events = [.finished(ending)]
      }
      for event in events {
        usage.count(event)
        if case .thought = event, !showsThoughts { continue }
        try await emit(event, usage.metadata)
      }
    }
  }

  private func withCodeIDs(_ turn: [ModelDelta]) -> [ModelDelta] {
    turn.map { delta in
      guard case .executableCode(var code) = delta, code.id == nil else { return delta }
      code.id = identifiers.nextCodeID()
      return .executableCode(code)
    }
  }
}
