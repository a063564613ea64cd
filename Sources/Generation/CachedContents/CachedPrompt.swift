package import GeminiAPI

/// A kept prompt as requests use it: what they begin with.
package struct CachedPrompt: Hashable, Sendable {
  /// The model's id without `models/`; a request to another one is refused.
  package var model: String
  package var contents: [Content]
  package var systemInstruction: Content?
  package var tools: [Tool]
  package var toolConfig: ToolConfig?

  package init(
    model: String,
    contents: [Content] = [],
    systemInstruction: Content? = nil,
    tools: [Tool] = [],
    toolConfig: ToolConfig? = nil
  ) {
    self.model = model
    self.contents = contents
    self.systemInstruction = systemInstruction
    self.tools = tools
    self.toolConfig = toolConfig
  }

  /// What a client wants kept.
  ///
  /// - Parameters:
  ///   - input: The body of `cachedContents.create`.
  ///   - model: The id of the model it names.
  package init(_ input: CachedContentInput, model: String) {
    self.init(
      model: model,
      contents: input.contents,
      systemInstruction: input.systemInstruction,
      tools: input.tools,
      toolConfig: input.toolConfig
    )
  }

  /// A request of nothing but this prompt.
  package var request: GenerateContentRequest {
    var request = GenerateContentRequest(contents: contents, systemInstruction: systemInstruction, tools: tools)
    request.toolConfig = toolConfig
    return request
  }

  /// Puts the prompt before what a request says.
  ///
  /// - Parameter request: A request that names this prompt, and sets nothing the prompt holds.
  /// - Returns: The request as if it had said everything itself.
  func followed(by request: GenerateContentRequest) -> GenerateContentRequest {
    var request = request
    request.contents = contents + request.contents
    request.systemInstruction = systemInstruction
    request.tools = tools
    request.toolConfig = toolConfig
    return request
  }
}

/// A kept prompt as it came.
package struct KeptPrompt: Hashable, Sendable {
  /// The model's id without `models/`.
  package var model: String
  /// JSON: the body of `cachedContents.create`.
  package var body: [UInt8]

  package init(model: String, body: [UInt8]) {
    (self.model, self.body) = (model, body)
  }
}

/// Where kept prompts come from.
package protocol CacheSource: Sendable {
  /// Finds a kept prompt.
  ///
  /// - Parameter id: What follows `cachedContents/`.
  /// - Returns: The prompt.
  /// - Throws: `PERMISSION_DENIED` in the service's words where there is none, or its time is over.
  func keptPrompt(_ id: String) async throws(Status) -> KeptPrompt
}

extension CacheSource {
  /// As `keptPrompt(_:)`, read.
  func cachedPrompt(_ id: String) async throws(Status) -> CachedPrompt {
    let kept = try await keptPrompt(id)
    return CachedPrompt(try CachedContentInput.decode(kept.body), model: kept.model)
  }
}

/// The tokens of a prompt, and how many of them come from a kept one.
package struct PromptTokens: Hashable, Sendable {
  package var all = TokenTally()
  package var cached = TokenTally()

  package init(all: TokenTally = TokenTally(), cached: TokenTally = TokenTally()) {
    self.all = all
    self.cached = cached
  }
}
