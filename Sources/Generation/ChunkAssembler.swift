package import GeminiAPI
import ModelBackends

/// Turns the events of a response into the chunks of a stream: one event, one chunk.
///
/// The last chunk must carry the finish reason, so what may be the last thing said is held back until the next event,
/// unless the model's dialect ends with a chunk of its own. Code, results and files are never held: a client sees the
/// code while it still runs.
package struct ChunkAssembler: Sendable {
  private let identity: ResponseIdentity
  private var signatures: ThoughtSignatures
  private var usages: ChunkUsage
  private var held: (part: Part, usage: UsageMetadata?)?
  private var hasSaidNothing = true

  package init(identity: ResponseIdentity) {
    self.identity = identity
    signatures = ThoughtSignatures(responseId: identity.responseId)
    usages = ChunkUsage(dialect: identity.dialect, hiddenPromptTokens: identity.hiddenPromptTokens)
  }

  private var dialect: Dialect { identity.dialect }

  /// Takes the next event.
  ///
  /// - Parameters:
  ///   - event: What the response says next.
  ///   - usage: The token counts after it.
  /// - Returns: The chunks that can go out now, none to two.
  package mutating func accept(_ event: GenerationEvent, usage: UsageMetadata) -> [GenerateContentResponse] {
    if case .finished(let ending) = event { return [lastChunk(ending, usage)] }
    let shown = usages.shown(usage, for: event)
    let chunks = takeHeld()
    guard let part = event.part else { return chunks }
    hasSaidNothing = false
    switch event {
    case .text, .thought:
      if dialect.emptyLastChunk { return chunks + [chunk([part], usage: shown)] }
      held = (part, shown)
      return chunks
    case .part:
      held = (part, shown)
      return chunks
    case .functionCall, .inlineData:
      held = (signed(part), shown)
      return chunks
    case .executableCode:
      let parts = [signed(part)] + (dialect.emptyTextAfterCode ? [.text("")] : [])
      let ending = dialect.finishReasonOnCode ? Ending(.stop) : nil
      return chunks + [chunk(parts, ending: ending, usage: shown)]
    case .codeExecutionResult, .outputFile, .pause, .usage, .fault, .finished:
      return chunks + [chunk([part], isResult: true, usage: shown)]
    }
  }

  private mutating func lastChunk(_ ending: Ending, _ usage: UsageMetadata) -> GenerateContentResponse {
    if hasSaidNothing, !ending.hasContent { return chunk([], ending: ending, usage: usage) }
    var part = held?.part ?? .text("")
    if held == nil, dialect.emptyLastChunk, dialect.thoughtSignatures { part.thoughtSignature = signatures.next() }
    held = nil
    return chunk([part], ending: ending, usage: usage)
  }

  private mutating func takeHeld() -> [GenerateContentResponse] {
    guard let (part, usage) = held else { return [] }
    held = nil
    return [chunk([part], usage: usage)]
  }

  private mutating func signed(_ part: Part) -> Part {
    dialect.thoughtSignatures ? signatures.signed(part) : part
  }

  private func chunk(
    _ parts: [Part],
    ending: Ending? = nil,
    isResult: Bool = false,
    usage: UsageMetadata?
  ) -> GenerateContentResponse {
    let hasIndex =
      switch dialect.candidateIndex {
      case .always: true
      case .notOnResults: !isResult
      case .never: false
      }
    return identity.response(parts, ending: ending, hasIndex: hasIndex, usage: usage)
  }
}
