package import GeminiAPI
package import Tokenization

/// Counts the tokens of all that can stand in a request or response.
///
/// Texts go through the user's tokenizer where there is one, else through ``TextTokenCounter``, whose rules are read off
/// recorded usage. Media follow ``MediaTokens``.
package struct TokenCounter: Sendable {
  private let tokenizer: SentencePieceTokenizer?
  private let media: MediaTokens

  /// Creates a counter.
  ///
  /// - Parameters:
  ///   - tokenizer: Counts texts; nil estimates them.
  ///   - media: Counts everything else, as the model at hand does.
  package init(tokenizer: SentencePieceTokenizer? = nil, media: MediaTokens = MediaTokens()) {
    self.tokenizer = tokenizer
    self.media = media
  }

  /// The counter for one call.
  ///
  /// - Parameter media: The rules of its model.
  /// - Returns: The same tokenizer with these rules.
  package func with(_ media: MediaTokens) -> TokenCounter {
    TokenCounter(tokenizer: tokenizer, media: media)
  }

  /// Counts one text.
  ///
  /// - Parameter text: Any text.
  /// - Returns: Zero for an empty text, else one or more.
  package func tokens(in text: String) -> Int {
    var text = text
    return text.withUTF8 { tokens(in: $0) }
  }

  /// Cuts a text into its tokens.
  ///
  /// - Parameter text: Any text.
  /// - Returns: As many as `tokens(in:)` counts; with the user's tokenizer its own, else the estimate's, whose ids are made
  ///   up.
  func pieces(of text: String) -> [TokenPiece] {
    var text = text
    return text.withUTF8 { tokenizer?.pieces(of: $0) ?? TextTokenCounter.pieces(of: $0) }
  }

  /// Counts a whole turn.
  ///
  /// - Parameter content: A turn of a conversation or a system instruction.
  /// - Returns: The tokens of all its parts by kind.
  package func tally(of content: Content) -> TokenTally {
    var tally = TokenTally()
    for part in content.parts {
      guard let data = part.data else { continue }
      switch data {
      case .text(let text): tally.text += tokens(in: text)
      case .inlineData(let blob): tally += self.tally(of: blob, resolution: part.metadata?.resolution)
      case .executableCode(let code): tally.text += tokens(in: code.code)
      case .codeExecutionResult(let result): tally.text += tokens(in: result.output ?? "")
      case .functionCall(let call): tally.text += tokens(in: call)
      case .functionResponse(let response): tally.text += tokens(in: response.name) + tokens(in: response.response)
      case .toolCall(let call): tally.text += tokens(in: call.args)
      case .toolResponse(let response): tally.text += tokens(in: response.response)
      // Its bytes stand in its place before anything is counted, unless they are not here; see UploadedFiles.
      case .fileData: break
      }
    }
    return tally
  }

  /// Counts a call of a function as the model writes it.
  ///
  /// - Parameter call: Name and arguments.
  /// - Returns: One or more.
  package func tokens(in call: FunctionCall) -> Int {
    tokens(in: call.name) + tokens(in: call.args)
  }

  /// Counts what a model reads before it answers: instruction, turns, and the functions it may call.
  ///
  /// - Parameter request: A request.
  /// - Returns: The tokens of the whole prompt by kind.
  package func tally(of request: GenerateContentRequest) -> TokenTally {
    var tally = TokenTally()
    if let instruction = request.systemInstruction { tally += self.tally(of: instruction) }
    for content in request.contents { tally += self.tally(of: content) }
    for function in request.tools.flatMap(\.functionDeclarations) {
      tally.text += tokens(in: function.name) + tokens(in: function.description)
      for schema in [function.parameters, function.parametersJsonSchema] {
        if let schema { tally.text += tokens(in: schema) }
      }
    }
    return tally
  }

  /// Counts a whole prompt, and what of it was kept.
  ///
  /// - Parameters:
  ///   - request: The whole request, its files in place.
  ///   - cached: The kept prompt it begins with; nil for none.
  /// - Returns: Both counts.
  func tokens(of request: GenerateContentRequest, after cached: CachedPrompt?) -> PromptTokens {
    var tokens = PromptTokens(all: tally(of: request))
    guard let cached else { return tokens }
    var kept = cached.request
    kept.contents = Array(request.contents.prefix(cached.contents.count))
    tokens.cached = tally(of: kept)
    return tokens
  }

  /// Counts bytes of a known kind.
  ///
  /// - Parameters:
  ///   - blob: Media or a text file.
  ///   - resolution: What its part asks for; nil for what the request asks for.
  /// - Returns: One count under the kind its media type names; pages of a PDF are images to Gemini 3.
  package func tally(of blob: Blob, resolution: MediaResolution? = nil) -> TokenTally {
    if let tally = media.tally(of: blob, resolution: resolution) { return tally }
    var tally = TokenTally()
    tally.text = tokens(in: blob.data)
    return tally
  }

  private func tokens(in data: BlobBytes) -> Int {
    // A tokenizer cuts long texts itself, and cuts better where it has them whole.
    if let tokenizer, let count = data.array.withUnsafeBufferPointer({ tokenizer.tokens(in: $0) }) { return count }
    var counter = TextTokenCounter()
    data.forEachPiece { counter.take($0) }
    return counter.total
  }

  private func tokens(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    tokenizer?.tokens(in: bytes) ?? TextTokenCounter.tokens(in: bytes)
  }

  private func tokens(in value: JSONValue?) -> Int {
    switch value {
    case nil, .null?, .bool?, .number?: 1
    case .string(let string)?: tokens(in: string.text) + 1
    case .array(let elements)?: elements.reduce(1) { $0 + tokens(in: $1) }
    case .object(let members)?: members.reduce(1) { $0 + tokens(in: $1.key.text) + tokens(in: $1.value) }
    }
  }
}
