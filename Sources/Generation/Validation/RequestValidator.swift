package import GeminiAPI
package import ModelBackends

/// Checks a call before anything is spent on it, and answers with the service's own texts.
///
/// Fields at fault are told together; only where there is none do the rules about the request as a whole speak, the
/// first broken one alone, and last those that cost something: reading files, counting tokens. What Vertex AI tells in
/// other words than the Gemini API is looked at before all.
package struct RequestValidator: Sendable {
  private static let vertexRules: [any RequestRule] = [
    ServiceFieldsRule(), VertexContentsRule(), VertexRangesRule(), VertexThinkingRule(),
  ]
  private static let fieldRules: [any FieldRule] = [
    ContentsRule(), SystemInstructionRule(), FunctionDeclarationsRule(), SamplingRule(), ResponseFormRule(),
  ]
  private static let requestRules: [any RequestRule] = [
    SchemaSizeRule(), RoleRule(), LastTurnRule(), FunctionTurnsRule(), MediaTypeRule(), DuplicateFunctionsRule(),
    ToolMixRule(), FileSearchRule(), FunctionCallingConfigRule(), FormBesideToolsRule(), ModelFeaturesRule(),
    ResponseModalitiesRule(), ThinkingRule(),
    ThoughtSignatureRule(),
  ]

  /// Of a session of the Live API: its model, its tools and its history are its own matter.
  private static let liveRules: [any RequestRule] = [
    SchemaSizeRule(), MediaTypeRule(), DuplicateFunctionsRule(), ThinkingRule(),
  ]

  let catalog: ModelCatalog
  private let uploads: UploadedFiles
  let caches: any CacheSource
  private let dialect: String?
  let counter: TokenCounter

  /// - Parameters:
  ///   - catalog: The models that are served.
  ///   - files: Where uploaded files are.
  ///   - caches: Where kept prompts are.
  ///   - dialect: The dialect of every response whose client wants none; nil for the model's own.
  ///   - counter: Counts tokens.
  package init(
    catalog: ModelCatalog,
    files: any FileSource,
    caches: any CacheSource,
    dialect: String? = nil,
    counter: TokenCounter = TokenCounter()
  ) {
    self.catalog = catalog
    uploads = UploadedFiles(source: files)
    self.caches = caches
    self.dialect = dialect
    self.counter = counter
  }

  /// Checks a call, reads the kept prompt and the uploaded files it names, and numbers all its files.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: The conversation a backend may see.
  /// - Throws: `NOT_FOUND` for a model that is not served, `PERMISSION_DENIED` for a file that is not there, else
  ///   `INVALID_ARGUMENT` naming what is at fault.
  package func validated(_ call: GenerateContentCall) async throws(Status) -> ValidatedCall {
    let own = try subject(of: call)
    let isLive = call.transport.api == .live
    try check(own, vertex: isLive ? [] : Self.vertexRules, fields: Self.fieldRules, [CachedContentRule()])
    let (subject, cached) = try await withCachedPrompt(own)
    try check(subject, vertex: [], fields: [], isLive ? Self.liveRules : Self.requestRules)

    let (request, files) = try await withFiles(subject.request)
    let counter = subject.counter(counter)
    let promptTokens = try request.counted { counter.tokens(of: $0, after: cached) }
    guard promptTokens.all.total <= subject.model.model.inputTokenLimit else {
      throw .tooManyTokens(promptTokens.all.total, of: subject.model.model)
    }

    let codeExecutionIsOn = request.tools.contains { $0.codeExecution }
    var conversation = Conversation(
      model: call.model,
      request: request,
      codeExecutionIsOn: codeExecutionIsOn,
      transport: call.transport
    )
    conversation.askingContent = call.askingContent
    conversation.promptTokenCount = promptTokens.all.total
    conversation.unreadFile = files.unread
    // Vertex AI reads buckets and pages.
    if call.surface == .gemini { conversation.unfetchedFile = files.unfetched }
    if codeExecutionIsOn {
      conversation.inputFiles = try InputFiles(of: request.contents, catalog: catalog).files
    }
    return ValidatedCall(
      conversation: conversation,
      promptTokens: promptTokens,
      counter: counter,
      dialect: subject.dialect,
      identifiers: call.identifiers,
      outputTokenLimit: subject.model.model.outputTokenLimit
    )
  }

  /// What the rules look at.
  func subject(of call: GenerateContentCall) throws(Status) -> RuleSubject {
    let forced = try forcedDialect(of: call)
    let model = try catalog.servedModel(call)
    if let refusal = call.storedStateRefusal, call.request.namesStoredState { throw refusal }
    return RuleSubject(
      request: call.request,
      model: model,
      surface: call.surface,
      dialect: forced ?? catalog.dialect(of: model, on: call.surface)
    )
  }

  /// The dialect that somebody asked for instead of the model's own.
  private func forcedDialect(of call: GenerateContentCall) throws(Status) -> Dialect? {
    guard let name = call.dialect ?? dialect else { return nil }
    guard let dialect = catalog.dialects[name] else { throw .unknownDialect(name, known: catalog.dialects.names) }
    return dialect
  }

  /// Applies rules in their order.
  func check(
    _ subject: RuleSubject,
    vertex vertexRules: [any RequestRule],
    fields: [any FieldRule],
    _ rules: [any RequestRule]
  ) throws(Status) {
    for rule in vertexRules { try rule.check(subject) }
    var faults = FieldFaults()
    for rule in fields { rule.check(subject, &faults) }
    try faults.throwIfAny()
    for rule in rules { try rule.check(subject) }
  }

  /// Replaces the parts that name uploaded files by the files, and gives each file a type.
  ///
  /// - Parameter request: A request.
  /// - Returns: The request, and why not all of its files are here.
  /// - Throws: As `UploadedFiles.inlined(_:)`.
  private func withFiles(
    _ request: GenerateContentRequest
  ) async throws(Status) -> (request: GenerateContentRequest, files: UploadedFiles.Inlined) {
    let inlined = try await uploads.inlined(request.contents)
    var request = request
    request.contents = inlined.contents
    return (catalog.withFileTypes(request), inlined)
  }

  /// As `withFiles(_:)` for what is counted to the token.
  ///
  /// - Throws: Also why a file is not here.
  func withAllFiles(_ request: GenerateContentRequest) async throws(Status) -> GenerateContentRequest {
    let (request, files) = try await withFiles(request)
    if let unread = files.unread { throw unread }
    return request
  }
}

extension GenerateContentRequest {
  /// Counts what its files hold, and is the first to read those that lie in the store.
  ///
  /// - Parameter count: Reads the request.
  /// - Returns: The counts.
  /// - Throws: `INTERNAL` where a disk failed meanwhile.
  func counted<Count>(_ count: (GenerateContentRequest) -> Count) throws(Status) -> Count {
    let result = count(self)
    for case .inlineData(let blob)? in contents.lazy.flatMap(\.parts).map(\.data) {
      guard blob.data.file?.hasFailed != true else {
        throw .internal("The bytes of the File \(blob.displayName ?? "") cannot be read.")
      }
    }
    return result
  }

  /// Whether it names something kept by this server: a cached content or an uploaded file.
  fileprivate var namesStoredState: Bool {
    if let cachedContent, !cachedContent.isEmpty { return true }
    return contents.contains { turn in
      turn.parts.contains { part in
        guard case .fileData(let data)? = part.data else { return false }
        return UploadedFiles.namesUpload(data.fileUri)
      }
    }
  }
}

extension Status {
  static func tooManyTokens(_ count: Int, of model: Model) -> Status {
    .invalidArgument(
      "The input token count (\(count)) exceeds the maximum number of tokens allowed (\(model.inputTokenLimit))."
    )
  }
}
