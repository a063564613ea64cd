package import GeminiAPI

/// Gathers the events of a response into one whole answer; neighbouring texts become one part.
package struct ResponseAssembler: Sendable {
  private let identity: ResponseIdentity
  private var parts: [Part] = []
  /// The text that is being said; not yet a part, so that a thousand pieces cost no thousand copies.
  private var openText = ""
  private var openTextIsThought = false
  private var ending: Ending?
  private var usage: UsageMetadata?

  package init(identity: ResponseIdentity) {
    self.identity = identity
  }

  /// Takes the next event.
  ///
  /// - Parameters:
  ///   - event: What the response says next.
  ///   - usage: The token counts after it.
  package mutating func accept(_ event: GenerationEvent, usage: UsageMetadata) {
    self.usage = usage
    switch event {
    case .text(let text): append(text, isThought: false)
    case .thought(let text): append(text, isThought: true)
    case .finished(let ending): self.ending = ending
    case .executableCode, .codeExecutionResult, .outputFile, .inlineData, .functionCall:
      parts += closedText
      openText = ""
      if let part = event.part { parts.append(part) }
    }
  }

  /// The answer, with at least one part so that no client meets a candidate without content.
  package var response: GenerateContentResponse {
    let parts = parts + closedText
    return .chunk(
      parts.isEmpty ? [.text("")] : parts,
      ending: ending ?? Ending(.stop),
      usage: usage,
      identity: identity
    )
  }

  private mutating func append(_ text: String, isThought: Bool) {
    if openTextIsThought != isThought {
      parts += closedText
      openText = ""
      openTextIsThought = isThought
    }
    openText += text
  }

  private var closedText: [Part] {
    openText.isEmpty ? [] : [Part(data: .text(openText), thought: openTextIsThought)]
  }
}

/// Turns the events of a response into the chunks of a stream: one event, one chunk.
///
/// The last chunk must carry the finish reason, so what may be the last thing said is held back until the next event.
/// Code, results and files are never held: a client sees the code while it still runs.
package struct ChunkAssembler: Sendable {
  private let identity: ResponseIdentity
  private var held: (part: Part, usage: UsageMetadata)?

  package init(identity: ResponseIdentity) {
    self.identity = identity
  }

  /// Takes the next event.
  ///
  /// - Parameters:
  ///   - event: What the response says next.
  ///   - usage: The token counts after it.
  /// - Returns: The chunks that can go out now, none to two.
  package mutating func accept(_ event: GenerationEvent, usage: UsageMetadata) -> [GenerateContentResponse] {
    switch event {
    case .text, .thought, .functionCall, .inlineData:
      let chunks = takeHeld()
      held = event.part.map { ($0, usage) }
      return chunks
    case .executableCode, .codeExecutionResult, .outputFile:
      let chunks = takeHeld()
      guard let part = event.part else { return chunks }
      return chunks + [.chunk([part], ending: nil, usage: usage, identity: identity)]
    case .finished(let ending):
      let part = held?.part ?? .text("")
      held = nil
      return [.chunk([part], ending: ending, usage: usage, identity: identity)]
    }
  }

  private mutating func takeHeld() -> [GenerateContentResponse] {
    guard let (part, usage) = held else { return [] }
    held = nil
    return [.chunk([part], ending: nil, usage: usage, identity: identity)]
  }
}

extension GenerateContentResponse {
  fileprivate static func chunk(
    _ parts: [Part],
    ending: Ending?,
    usage: UsageMetadata?,
    identity: ResponseIdentity
  ) -> GenerateContentResponse {
    GenerateContentResponse(
      candidates: [
        Candidate(
          content: Content(role: "model", parts: parts),
          finishReason: ending?.reason,
          finishMessage: ending?.message,
          index: 0
        )
      ],
      usageMetadata: usage,
      modelVersion: identity.modelVersion,
      responseId: identity.responseId
    )
  }
}
