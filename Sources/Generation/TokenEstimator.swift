package import GeminiAPI

/// Estimates how many tokens Gemini would count, without its tokenizer.
///
/// Sources: recorded usage for texts (``TextTokenCounter``); the token guide of the Gemini API for the rest (258 tokens an
/// image and a document page, audio 32 and video 263 tokens a second).
package enum TokenEstimator {
  private static let imageTokens = 258

  /// Estimates one text.
  ///
  /// - Parameter text: Any text.
  /// - Returns: Zero for an empty text, else one or more.
  package static func tokens(in text: String) -> Int {
    var text = text
    return text.withUTF8 { TextTokenCounter.tokens(in: $0) }
  }

  /// Estimates a whole turn.
  ///
  /// - Parameter content: A turn of a conversation or a system instruction.
  /// - Returns: The tokens of all its parts by kind.
  package static func tally(of content: Content) -> TokenTally {
    var tally = TokenTally()
    for part in content.parts {
      guard let data = part.data else { continue }
      switch data {
      case .text(let text): tally.text += tokens(in: text)
      case .inlineData(let blob): tally += Self.tally(of: blob)
      case .executableCode(let code): tally.text += tokens(in: code.code)
      case .codeExecutionResult(let result): tally.text += tokens(in: result.output ?? "")
      case .functionCall(let call): tally.text += tokens(in: call.name) + tokens(in: call.args)
      case .functionResponse(let response): tally.text += tokens(in: response.name) + tokens(in: response.response)
      case .toolCall(let call): tally.text += tokens(in: call.args)
      case .toolResponse(let response): tally.text += tokens(in: response.response)
      // Its bytes stand in its place before anything is counted; see UploadedFiles.
      case .fileData: break
      }
    }
    return tally
  }

  /// Estimates what a model reads before it answers: instruction, turns, and the functions it may call.
  ///
  /// - Parameter request: A request.
  /// - Returns: The tokens of the whole prompt by kind.
  package static func tally(of request: GenerateContentRequest) -> TokenTally {
    var tally = TokenTally()
    if let instruction = request.systemInstruction { tally += Self.tally(of: instruction) }
    for content in request.contents { tally += Self.tally(of: content) }
    for function in request.tools.flatMap(\.functionDeclarations) {
      tally.text += tokens(in: function.name) + tokens(in: function.description)
      for schema in [function.parameters, function.parametersJsonSchema] {
        if let schema { tally.text += tokens(in: schema) }
      }
    }
    return tally
  }

  /// Estimates bytes of a known kind.
  ///
  /// - Parameter blob: Media or a text file.
  /// - Returns: One count under the kind its media type names.
  package static func tally(of blob: Blob) -> TokenTally {
    var tally = TokenTally()
    let type = blob.mimeType.lowercased()
    if type.hasPrefix("image/") {
      tally.image = imageTokens
    } else if type.hasPrefix("audio/") {
      // 32 tokens a second at 16 kB a second, the rate of ordinary compressed speech and music.
      tally.audio = max(32, blob.data.count / 500)
    } else if type.hasPrefix("video/"), type != "video/mp2t" {
      // 263 tokens a second at 250 kB a second.
      tally.video = max(263, blob.data.count / 950)
    } else if type == "application/pdf" {
      tally.document = imageTokens * PDFPages.count(in: blob.data)
    } else {
      tally.text = blob.data.withUnsafeBufferPointer { TextTokenCounter.tokens(in: $0) }
    }
    return tally
  }

  private static func tokens(in value: JSONValue?) -> Int {
    switch value {
    case nil, .null?, .bool?, .number?: 1
    case .string(let string)?: tokens(in: string.text) + 1
    case .array(let elements)?: elements.reduce(1) { $0 + tokens(in: $1) }
    case .object(let members)?: members.reduce(1) { $0 + tokens(in: $1.key.text) + tokens(in: $1.value) }
    }
  }
}
