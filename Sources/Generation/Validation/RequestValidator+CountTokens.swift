package import GeminiAPI

extension RequestValidator {
  /// Counts what a request would be charged as its prompt.
  ///
  /// Only what is counted is checked: a request beyond the model's window, or with a setting the model does not have,
  /// is counted too, as that is how a client finds out.
  /// - Parameter call: The model, and what it would be asked.
  /// - Returns: The same counts a response to it shows as its prompt.
  /// - Throws: `NOT_FOUND` for a model that is not served, `PERMISSION_DENIED` for a file that is not there, else
  ///   `INVALID_ARGUMENT` naming what is at fault.
  package func promptTokens(of call: GenerateContentCall) async throws(Status) -> PromptTokens {
    let own = try subject(of: call)
    try check(
      own,
      vertex: [VertexContentsRule()],
      fields: [ContentsRule(), SystemInstructionRule(), FunctionDeclarationsRule()],
      [RoleRule(), DuplicateFunctionsRule(), CachedContentRule()]
    )
    let (subject, cached) = try await withCachedPrompt(own)
    let counter = subject.counter(counter)
    return try await withAllFiles(subject.request).counted { counter.tokens(of: $0, after: cached) }
  }
}
