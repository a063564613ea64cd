package import GeminiAPI
import ModelBackends

extension RequestValidator {
  /// Checks a prompt that is to be kept, and counts it.
  ///
  /// - Parameter call: The model, and the prompt as a request of its own.
  /// - Returns: Its tokens.
  /// - Throws: `NOT_FOUND` for a model that is not served or keeps no prompts, `PERMISSION_DENIED` for a file that is not
  ///   there, else `INVALID_ARGUMENT` naming what is at fault.
  package func cachedTokens(of call: GenerateContentCall) async throws(Status) -> Int {
    let subject = try subject(of: call)
    let isEmpty = call.request.contents.isEmpty && call.request.systemInstruction == nil && call.request.tools.isEmpty
    guard !isEmpty else {
      throw .invalidArgument("* CreateCachedContentRequest.cached_content.contents: contents is not specified\n")
    }
    // A kept prompt may be an instruction alone, and ends wherever the request that uses it goes on.
    let fields: [any FieldRule] = call.request.contents.isEmpty ? [] : [ContentsRule()]
    try check(
      subject,
      vertex: [],
      fields: fields + [SystemInstructionRule(), FunctionDeclarationsRule()],
      [RoleRule(), MediaTypeRule(), DuplicateFunctionsRule(), ToolMixRule(), FunctionCallingConfigRule()]
    )
    let counter = subject.counter(counter)
    let count = try await withAllFiles(call.request).counted { counter.tally(of: $0).total }
    let least = subject.model.capabilities.minimumCachedTokens ?? 0
    guard count >= least else {
      throw .invalidArgument(
        "Cached content is too small. total_token_count=\(count), min_total_token_count=\(least)"
      )
    }
    guard count <= subject.model.model.inputTokenLimit else {
      throw .tooManyTokens(count, of: subject.model.model)
    }
    return count
  }

  /// Puts the kept prompt a request names before what it says.
  ///
  /// - Parameter subject: The request, its own fields checked.
  /// - Returns: The whole request, and how much of it was kept.
  /// - Throws: As `CacheSource.cachedPrompt(_:)`, where there is none on Vertex AI `NOT_FOUND`; `INVALID_ARGUMENT` for one
  ///   of another model's.
  func withCachedPrompt(_ subject: RuleSubject) async throws(Status) -> (RuleSubject, CachedPrompt?) {
    guard let name = subject.request.cachedContent,
      let id = CachedContentRule.id(in: name, on: subject.surface).map(String.init)
    else { return (subject, nil) }
    let prompt: CachedPrompt
    do throws(Status) {
      prompt = try await caches.cachedPrompt(id)
    } catch  where error == .noSuchCachedContent && subject.surface == .vertex {
      // Vertex AI's own words, as its clients have logged them in 2026.
      throw .notFound("Not found: cached content metadata for \(id.prefix(bytes: 100)).")
    }
    guard prompt.model == subject.model.id else {
      throw .promptOfOtherModel(prompt.model, for: subject.model.id)
    }
    return (subject.with(prompt.followed(by: subject.request)), prompt)
  }
}

extension Status {
  static func promptOfOtherModel(_ model: String, for asked: String) -> Status {
    .invalidArgument(
      "Model used by GenerateContent request (models/\(asked)) and CachedContent "
        + "(models/\(model)) has to be the same."
    )
  }
}
