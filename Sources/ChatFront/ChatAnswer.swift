package import GeminiAPI

/// Writes answers of the Gemini API as chat completions: one whole, or chunk by chunk.
package struct ChatAnswer: Sendable {
  /// Whether chunks are asked for.
  package let isChunk: Bool
  private let question: ChatQuestion
  private let created: Int
  private let callID: @Sendable () -> String
  /// By the candidates' indexes.
  private var speeches: [Int: ChatSpeech] = [:]
  /// Reasons that were told with a block of code, which is not the end as a rule.
  private var heldReasons: [Int: String] = [:]
  private var last: (id: String, model: String)?

  /// - Parameters:
  ///   - question: What is answered.
  ///   - created: When, in seconds since 1970.
  ///   - callID: Makes the id of a call of a function that has none.
  package init(to question: ChatQuestion, created: Int, callID: @escaping @Sendable () -> String) {
    isChunk = question.isStream
    (self.question, self.created, self.callID) = (question, created, callID)
  }

  /// - Parameter response: The answer, or the next of its chunks.
  /// - Returns: The same as a chat completion or its chunk.
  package mutating func completion(_ response: GenerateContentResponse) -> ChatCompletion {
    var completion = ChatCompletion(
      id: response.responseId ?? "",
      model: response.modelVersion ?? question.model,
      created: created,
      isChunk: isChunk
    )
    last = (completion.id, completion.model)
    for (place, candidate) in response.candidates.enumerated() {
      completion.choices.append(choice(candidate, index: candidate.index ?? place))
    }
    if let reason = response.promptFeedback?.blockReason {
      completion.choices.append(ChatChoice(index: 0, reply: nil, finishReason: "content_filter: \(reason)"))
    }
    if !isChunk || question.includesUsage { completion.usage = response.usageMetadata.map(ChatUsage.init) }
    return completion
  }

  /// What ends a stream whose last chunk had a block of code; nil for any other.
  package mutating func closing() -> ChatCompletion? {
    guard let last, !heldReasons.isEmpty else { return nil }
    var completion = ChatCompletion(id: last.id, model: last.model, created: created, isChunk: true)
    completion.choices = heldReasons.sorted { $0.key < $1.key }.map {
      ChatChoice(index: $0, reply: nil, finishReason: $1)
    }
    heldReasons = [:]
    return completion
  }

  private mutating func choice(_ candidate: Candidate, index: Int) -> ChatChoice {
    let parts = candidate.content?.parts ?? []
    var speech = speeches[index] ?? ChatSpeech(showsParts: question.showsParts, callID: callID)
    // Gemini 2.0 says a reason with each block of code, and goes on.
    let mayGoOn = isChunk && parts.contains { if case .executableCode? = $0.data { true } else { false } }
    var reply = speech.take(parts, isLast: !isChunk || candidate.finishReason != nil && !mayGoOn)
    if !isChunk { reply.firstCall = nil }
    speeches[index] = speech
    let reason = candidate.finishReason?.chatName(hasCalls: speech.hasCalls)
    heldReasons[index] = mayGoOn ? reason : nil
    if mayGoOn { return ChatChoice(index: index, reply: reply, finishReason: nil) }
    guard !isChunk, reply.content == nil, reply.toolCalls.isEmpty else {
      return ChatChoice(index: index, reply: reply, finishReason: reason)
    }
    // As the service has it: what was withheld leaves no message.
    if candidate.finishReason?.isFilter == true { return ChatChoice(index: index, reply: nil, finishReason: reason) }
    if candidate.finishReason != .maxTokens { reply.content = "" }
    return ChatChoice(index: index, reply: reply, finishReason: reason)
  }
}
