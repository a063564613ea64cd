/// A chat completion, or one chunk of its stream; keys stand in the order of the alphabet, as the service has them.
package struct ChatCompletion: Hashable, Sendable {
  package var choices: [ChatChoice] = []
  /// In seconds since 1970.
  package var created: Int
  package var id: String
  /// The model without `models/`.
  package var model: String
  package var usage: ChatUsage?
  /// Whether this is a chunk.
  package var isChunk: Bool

  package init(id: String, model: String, created: Int, isChunk: Bool) {
    self.id = id
    self.model = model
    self.created = created
    self.isChunk = isChunk
  }
}

/// One of the answers.
package struct ChatChoice: Hashable, Sendable {
  package var index: Int
  /// Nil where what was to be said is withheld: the service leaves `message` out then.
  package var reply: ChatReply?
  /// `stop`, `length`, `tool_calls`, or a filter with its reason, `content_filter: RECITATION`.
  package var finishReason: String?

  package init(index: Int, reply: ChatReply?, finishReason: String?) {
    self.index = index
    self.reply = reply
    self.finishReason = finishReason
  }
}

/// What the assistant says: a message, or what a chunk adds to it.
package struct ChatReply: Hashable, Sendable {
  package var content: String?
  /// Whether `content` has thoughts.
  package var isThought = false
  /// Of the text; calls have theirs.
  package var thoughtSignature: [UInt8]?
  /// The Gemini API's parts that `content` tells, each with its place among all of the response.
  package var parts: [NumberedPart] = []
  package var toolCalls: [ChatToolCall] = []
  /// The number of the first of them among the calls of the response; nil in a message, whose calls are not numbered.
  package var firstCall: Int?

  package init() {}
}

/// A part with its place.
package struct NumberedPart: Hashable, Sendable {
  package var index: Int
  package var part: Part

  package init(index: Int, part: Part) {
    self.index = index
    self.part = part
  }
}

/// Token counts.
package struct ChatUsage: Hashable, Sendable {
  package var completionTokens: Int
  package var promptTokens: Int
  package var totalTokens: Int
  /// Tokens of thoughts, which `totalTokens` counts and `completionTokens` does not.
  package var reasoningTokens: Int?
  package var cachedTokens: Int?

  /// - Parameter usage: The Gemini API's counts; what was fed to the model after code ran counts as prompt.
  package init(_ usage: UsageMetadata) {
    completionTokens = usage.candidatesTokenCount ?? 0
    promptTokens = (usage.promptTokenCount ?? 0) + (usage.toolUsePromptTokenCount ?? 0)
    totalTokens = usage.totalTokenCount ?? 0
    reasoningTokens = usage.thoughtsTokenCount
    cachedTokens = usage.cachedContentTokenCount
  }
}

// MARK: - JSON

extension ChatCompletion: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("choices")
      writer.array(choices) { $1.write(to: &$0, isChunk: isChunk) }
      writer.member("created", created)
      writer.member("id", id)
      writer.member("model", model)
      writer.member("object", isChunk ? "chat.completion.chunk" : "chat.completion")
      writer.member("usage", usage)
    }
  }
}

extension ChatChoice {
  fileprivate func write(to writer: inout JSONWriter, isChunk: Bool) {
    writer.object { writer in
      if isChunk { writer.member("delta", reply ?? ChatReply()) }
      writer.member("finish_reason", finishReason)
      writer.member("index", index)
      if !isChunk { writer.member("message", reply) }
    }
  }
}

extension ChatReply: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("content", content)
      if isThought || thoughtSignature != nil || !parts.isEmpty {
        writer.key("extra_content")
        writer.google { writer in
          writer.member("parts", parts)
          if isThought { writer.member("thought", true) }
          writer.thoughtSignature(thoughtSignature)
        }
      }
      writer.member("role", "assistant")
      guard !toolCalls.isEmpty else { return }
      writer.key("tool_calls")
      writer.array(Array(toolCalls.enumerated())) { writer, call in
        call.element.write(to: &writer, index: firstCall.map { $0 + call.offset })
      }
    }
  }
}

extension ChatToolCall {
  fileprivate func write(to writer: inout JSONWriter, index: Int?) {
    writer.object { writer in
      if thoughtSignature != nil {
        writer.key("extra_content")
        writer.google { $0.thoughtSignature(thoughtSignature) }
      }
      writer.key("function")
      writer.object { writer in
        writer.member("arguments", arguments)
        writer.member("name", name)
      }
      writer.member("id", id)
      writer.member("index", index)
      writer.member("type", "function")
    }
  }
}

extension JSONWriter {
  fileprivate mutating func google(_ members: (inout JSONWriter) -> Void) {
    object { writer in
      writer.key("google")
      writer.object(members)
    }
  }

  fileprivate mutating func thoughtSignature(_ bytes: [UInt8]?) {
    guard let bytes else { return }
    key("thought_signature")
    base64(bytes)
  }
}

extension NumberedPart: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("index", index)
      part.writeMembers(to: &writer)
    }
  }
}

extension ChatUsage: JSONWritable {
  package func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("completion_tokens", completionTokens)
      if let reasoningTokens {
        writer.key("completion_tokens_details")
        writer.object { $0.member("reasoning_tokens", reasoningTokens) }
      }
      writer.member("prompt_tokens", promptTokens)
      if let cachedTokens {
        writer.key("prompt_tokens_details")
        writer.object { $0.member("cached_tokens", cachedTokens) }
      }
      writer.member("total_tokens", totalTokens)
    }
  }
}
