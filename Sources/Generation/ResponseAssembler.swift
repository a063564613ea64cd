package import GeminiAPI
import ModelBackends

/// Gathers the events of a response into one whole answer; neighbouring texts become one part.
package struct ResponseAssembler: Sendable {
  private let identity: ResponseIdentity
  private var signatures: ThoughtSignatures
  private var parts: [Part] = []
  /// The text that is being said; not yet a part, so that a thousand pieces cost no thousand copies.
  private var openText = ""
  private var openTextIsThought = false
  private var ending: Ending?
  private var usage: UsageMetadata?

  package init(identity: ResponseIdentity) {
    self.identity = identity
    signatures = ThoughtSignatures(responseId: identity.responseId)
  }

  /// Takes the next event.
  ///
  /// - Parameters:
  ///   - event: What the response says next.
  ///   - usage: The token counts after it; only those after the last event are shown.
  package mutating func accept(_ event: GenerationEvent, usage: @autoclosure () -> UsageMetadata) {
    switch event {
    case .text(let text): append(text, isThought: false)
    case .thought(let text): append(text, isThought: true)
    case .finished(let ending): (self.ending, self.usage) = (ending, usage())
    case .pause, .usage, .fault: break
    case .part(let part):
      parts += closedText
      openText = ""
      parts.append(part)
    case .executableCode, .codeExecutionResult, .outputFile, .inlineData, .functionCall:
      parts += closedText
      openText = ""
      if let part = event.part { parts.append(identity.dialect.thoughtSignatures ? signatures.signed(part) : part) }
    }
  }

  /// The answer, with at least one part so that no client meets a candidate without content.
  ///
  /// Only where the tokens were spent before anything could be said there is none, as clients of the service reported in
  /// 2025: `"content": {"role": "model"}`.
  package var response: GenerateContentResponse {
    var parts = parts + closedText
    if parts.isEmpty, ending?.hasContent != false { parts = [.text("")] }
    if identity.dialect.thoughtSignatures, let last = parts.last, case .text = last.data, !last.thought {
      var signatures = signatures
      parts[parts.count - 1].thoughtSignature = signatures.next()
    }
    return identity.response(
      parts,
      ending: ending ?? Ending(.stop),
      hasIndex: identity.dialect.candidateIndex != .never,
      usage: usage
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
