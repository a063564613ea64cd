package import GeminiAPI
package import ModelBackends

/// One call of `generateContent` or `streamGenerateContent` as it came in.
package struct GenerateContentCall: Sendable {
  /// The model's id without `models/`.
  package var model: String
  /// `v1beta`; only told in error texts.
  package var apiVersion: String
  /// What the model must support, `generateContent` also for a stream; told in error texts.
  package var method: String
  package var request: GenerateContentRequest
  /// The service whose path it came by.
  package var surface = ServiceSurface.gemini
  /// The dialect the client wants, instead of the model's own.
  package var dialect: String?
  /// Why the caller may not use files and cached contents kept here; nil where it may.
  package var storedStateRefusal: Status?
  /// Which of the contents asks; nil for the last one of the user's that does.
  package var askingContent: Int?
  /// How it came, for scripts.
  package var transport = RequestTransport()
  /// Ids of its own; nil for those of all requests.
  package var identifiers: ResponseIdentifiers?

  package init(model: String, apiVersion: String, method: String, request: GenerateContentRequest) {
    self.model = model
    self.apiVersion = apiVersion
    self.method = method
    self.request = request
  }
}

/// A call that passed every check, with its input files numbered; an object, for it is large and passed on often.
package final class ValidatedCall: Sendable {
  package let conversation: Conversation
  package let promptTokens: PromptTokens
  /// Counts what is said, as it counted the prompt.
  package let counter: TokenCounter
  /// How the response is written.
  package let dialect: Dialect
  /// Ids of its own; nil for those of all requests.
  package let identifiers: ResponseIdentifiers?
  /// The most tokens the model says.
  package let outputTokenLimit: Int

  init(
    conversation: Conversation,
    promptTokens: PromptTokens,
    counter: TokenCounter,
    dialect: Dialect,
    identifiers: ResponseIdentifiers?,
    outputTokenLimit: Int
  ) {
    self.conversation = conversation
    self.promptTokens = promptTokens
    self.counter = counter
    self.dialect = dialect
    self.identifiers = identifiers
    self.outputTokenLimit = outputTokenLimit
  }

  var config: GenerationConfig? { conversation.request.generationConfig }
  /// How many answers are wanted, from 1.
  var candidateCount: Int { config?.candidateCount ?? 1 }
}

/// What became of a call in its checks.
package enum CheckedCall: Sendable {
  case valid(ValidatedCall)
  /// It was refused here; another server's answer goes out in the place of the refusal.
  case refused(VerbatimAnswer)
}

/// How a response was answered.
package enum RunEnding: Sendable {
  /// By the events; with what it would cost, nil where its model has no price.
  case said(Bill?)
  /// It goes out as another server gave it.
  case verbatim(VerbatimAnswer)
}
