import CodeExecution
package import GeminiAPI
package import ModelBackends

/// Checks a call before anything is spent on it, and answers with the service's own texts.
package struct RequestValidator: Sendable {
  private let catalog: ModelCatalog
  private let uploads: UploadedFiles
  private let counter: TokenCounter

  package init(catalog: ModelCatalog, files: any FileSource = NoFiles(), counter: TokenCounter = TokenCounter()) {
    self.catalog = catalog
    self.counter = counter
    uploads = UploadedFiles(source: files)
  }

  /// Checks a call, reads the uploaded files it names and numbers all its files.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: The conversation a backend may see.
  /// - Throws: `NOT_FOUND` for a model that is not served, `PERMISSION_DENIED` for a file that is not there, else
  ///   `INVALID_ARGUMENT` naming the first field at fault.
  package func validated(_ call: GenerateContentCall) async throws(Status) -> ValidatedCall {
    let entry = try servedModel(call)
    var request = call.request
    try checkContents(request)
    try checkFunctions(request.tools)
    if let config = request.generationConfig { try checkConfig(config, model: call.model) }
    guard request.cachedContent?.isEmpty ?? true else {
      throw Status(code: .permissionDenied, message: "CachedContent not found (or permission denied)")
    }

    request = try await withFiles(request)
    let counter = counter(for: entry, request)
    let promptTokens = counter.tally(of: request)
    guard promptTokens.total <= entry.model.inputTokenLimit else {
      throw .tooManyTokens(promptTokens.total, of: entry.model)
    }

    let codeExecutionIsOn = request.tools.contains { $0.codeExecution }
    var conversation = Conversation(model: call.model, request: request, codeExecutionIsOn: codeExecutionIsOn)
    guard codeExecutionIsOn else {
      return ValidatedCall(conversation: conversation, inputFiles: [], promptTokens: promptTokens, counter: counter)
    }
    guard entry.supportsCodeExecution else {
      throw .invalidArgument("Code execution is not enabled for models/\(entry.id)")
    }
    // Gemini 3 mixes them; the older models refuse.
    guard entry.generation == .gemini3 || request.tools.allSatisfy(\.functionDeclarations.isEmpty) else {
      throw .invalidArgument("Tool use with function calling is unsupported")
    }
    let inputs = try InputFiles(of: request.contents, catalog: catalog)
    conversation.inputFiles = inputs.descriptions
    return ValidatedCall(
      conversation: conversation,
      inputFiles: inputs.files,
      promptTokens: promptTokens,
      counter: counter
    )
  }

  /// Counts as the model does that is asked.
  func counter(for entry: ModelCatalog.Entry, _ request: GenerateContentRequest) -> TokenCounter {
    let resolution = request.generationConfig?.mediaResolution.flatMap(MediaResolution.init(rawValue:))
    return counter.with(MediaTokens(generation: entry.generation, resolution: resolution))
  }

  /// Puts uploaded files in the place of the parts that name them, and gives each file a type.
  func withFiles(_ request: GenerateContentRequest) async throws(Status) -> GenerateContentRequest {
    var request = request
    request.contents = try await uploads.inlined(request.contents)
    return catalog.withFileTypes(request)
  }

  func servedModel(_ call: GenerateContentCall) throws(Status) -> ModelCatalog.Entry {
    guard let entry = catalog.entry(call.model) else {
      throw Status(
        code: .notFound,
        message:
          "models/\(call.model.prefix(200)) is not found for API version \(call.apiVersion), or is not supported for "
          + "\(call.method). Call ListModels to see the list of available models and their supported methods."
      )
    }
    return entry
  }
}

// MARK: - Contents

extension RequestValidator {
  func checkContents(_ request: GenerateContentRequest) throws(Status) {
    guard !request.contents.isEmpty else {
      throw Status(code: .invalidArgument, message: "* GenerateContentRequest.contents: contents is not specified")
    }
    for (turn, content) in request.contents.enumerated() {
      try checkRole(content.role)
      guard !content.parts.isEmpty else {
        throw .invalid(field: "contents[\(turn)].parts", "contents.parts must not be empty.")
      }
      for (index, part) in content.parts.enumerated() {
        try checkPart(part, field: "contents[\(turn)].parts[\(index)]")
      }
    }
    for (index, part) in (request.systemInstruction?.parts ?? []).enumerated() {
      let field = "system_instruction.parts[\(index)]"
      try checkPart(part, field: field)
      if case .fileData? = part.data {
        throw .invalid(field: "\(field).file_data", "a system instruction takes no files; put the file into contents.")
      }
    }
  }

  /// Checks who speaks; `function` is the role under which older clients send function responses.
  private func checkRole(_ role: String?) throws(Status) {
    switch role {
    case nil, "", "user", "model", "function": return
    default: throw Status(code: .invalidArgument, message: "Please use a valid role: user, model.")
    }
  }

  private func checkPart(_ part: Part, field: String) throws(Status) {
    guard part.data != nil || part.thoughtSignature != nil else {
      throw .invalid(field: "\(field).data", "required oneof field 'data' must have one initialized field")
    }
  }
}

// MARK: - Tools

extension RequestValidator {
  private static let longestFunctionName = 64

  private func checkFunctions(_ tools: [Tool]) throws(Status) {
    for (index, tool) in tools.enumerated() {
      for (number, function) in tool.functionDeclarations.enumerated() where !isFunctionName(function.name) {
        throw .invalid(
          field: "tools[\(index)].function_declarations[\(number)].name",
          "Invalid function name. It must start with a letter or an underscore, hold only letters, digits, underscores, "
            + "dots, colons and dashes, and have at most \(Self.longestFunctionName) characters."
        )
      }
    }
  }

  private func isFunctionName(_ name: String) -> Bool {
    guard let first = name.first, name.utf8.count <= Self.longestFunctionName else { return false }
    return name.utf8.allSatisfy { $0 < 0x80 } && (first.isLetter || first == "_")
      && name.allSatisfy { $0.isLetter || $0.isNumber || "_.:-".contains($0) }
  }
}

// MARK: - Generation config

extension RequestValidator {
  private func checkConfig(_ config: GenerationConfig, model: String) throws(Status) {
    let path = "generation_config"
    if let count = config.candidateCount {
      guard count >= 0, count <= 8 else {
        throw .invalid(field: "\(path).candidate_count", "candidate_count must be in the range [1, 8].")
      }
      guard count <= 1 else {
        throw Status(code: .invalidArgument, message: "Multiple candidates is not enabled for models/\(model)")
      }
    }
    if let temperature = config.temperature, !(0...2).contains(temperature) {
      throw .invalid(field: "\(path).temperature", "temperature must be in the range [0.0, 2.0].")
    }
    if let topP = config.topP, !(0...1).contains(topP) {
      throw .invalid(field: "\(path).top_p", "top_p must be in the range [0.0, 1.0].")
    }
    if let topK = config.topK, topK < 0 {
      throw .invalid(field: "\(path).top_k", "top_k must be positive.")
    }
    if let tokens = config.maxOutputTokens, tokens < 0 {
      throw .invalid(field: "\(path).max_output_tokens", "max_output_tokens must be positive.")
    }
    guard config.stopSequences.count <= 5 else {
      throw .invalid(field: "\(path).stop_sequences", "at most 5 stop sequences are allowed.")
    }
  }
}

extension Status {
  fileprivate static func invalid(field: String, _ message: String) -> Status {
    Status(code: .invalidArgument, message: "* GenerateContentRequest.\(field): \(message)")
  }

  fileprivate static func tooManyTokens(_ count: Int, of model: Model) -> Status {
    Status(
      code: .invalidArgument,
      message: "The input token count (\(count)) exceeds the maximum number of tokens allowed "
        + "(\(model.inputTokenLimit))."
    )
  }
}
