package import GeminiAPI

/// Why there is no completion, or no whole one.
package struct CompletionFault: APIFailure, Hashable {
  /// What may help, where the server's words say so.
  package enum Kind: Hashable, Sendable, CaseIterable {
    /// The prompt is longer than the model's context.
    case contextOverflow
    /// The model, or its template, takes no tools.
    case takesNoTools
    case takesNoImages
    /// The model's answer cannot be begun for it.
    case takesNoPrefill
    /// It wants `max_completion_tokens` in the place of `max_tokens`.
    case wantsCompletionTokens
    /// It does not know `stream_options`.
    case knowsNoStreamOptions
    case other
  }

  package let kind: Kind
  /// What the client gets.
  package let status: Status

  package init(_ kind: Kind, _ status: Status) {
    (self.kind, self.status) = (kind, status)
  }
}

/// An error as a server with chat completions tells it: `{"error": {"message", "type", "code"}}`.
struct UpstreamError: Hashable {
  /// The most of a server's own words that are passed on, in bytes.
  static let maximumText = 2000

  var message: String?
  var type: String?
  /// A name, or an HTTP status as text.
  var code: String?

  /// Reads an error; nil where the text tells none.
  ///
  /// - Parameter root: A JSON text.
  init?(in root: JSONValue) {
    // Google's own endpoint of this form sends a list of one; some servers send a text, or no wrapping object.
    let root = root.elements?.first ?? root
    guard let error = root["error"], error != .null else { return nil }
    message = error["message"]?.text ?? error.text ?? root["message"]?.text
    type = error["type"]?.text
    code = error["code"].flatMap { $0.text ?? $0.count.map(String.init) }
  }

  /// The HTTP status it stands for where it comes in an answer with status 200.
  private var httpStatus: Int {
    if let code = code.flatMap({ Int($0) }), (400...599).contains(code) { return code }
    switch (type ?? code ?? "").lowercased() {
    case let type where type.contains("rate_limit") || type.contains("insufficient_quota"): return 429
    case let type where type.contains("unavailable") || type.contains("overloaded"): return 503
    case let type where type.contains("invalid_request") || type.contains("context"): return 400
    default: return 500
    }
  }

  /// What the error means.
  ///
  /// - Parameter http: The answer's status; nil for an error that stands in an answer with 200.
  /// - Returns: The fault, with the API's status for it.
  func fault(http: Int?) -> CompletionFault {
    CompletionFault(kind, .refused(http ?? httpStatus, reason: message, type: type ?? code))
  }

  private var kind: CompletionFault.Kind { Self.kind(of: message ?? "", names: [type, code].compactMap(\.self)) }

  /// What a server's words come to: the one place that reads them, for there is nothing else to read.
  static func kind(of message: String, names: [String] = []) -> CompletionFault.Kind {
    let text = message.prefix(bytes: maximumText).lowercased()
    func says(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    // llama.cpp, OpenAI; vLLM and SGLang say it in words.
    if names.contains("exceed_context_size_error") || names.contains("context_length_exceeded")
      || says("maximum context length", "exceeds the available context size", "context length exceeded")
    {
      return .contextOverflow
    }
    // OpenAI's later models; older servers.
    if says("max_completion_tokens") { return .wantsCompletionTokens }
    if says("stream_options") { return .knowsNoStreamOptions }
    // llama.cpp, vLLM.
    if says("prefill", "continue_final_message", "add_generation_prompt") { return .takesNoPrefill }
    // Ollama; vLLM without a parser; llama.cpp without --jinja.
    if says("does not support tools", "enable-auto-tool-choice", "tools param requires", "tool use is not supported") {
      return .takesNoTools
    }
    // llama.cpp without a projector; vLLM; Ollama.
    if says("image input is not supported", "not a multimodal model", "does not support image", "multimodal data") {
      return .takesNoImages
    }
    return .other
  }
}
