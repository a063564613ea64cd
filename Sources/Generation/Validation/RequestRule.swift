import GeminiAPI
import ModelBackends

/// What rules look at: a request, and the model and the service it went to.
struct RuleSubject {
  let request: GenerateContentRequest
  let model: ModelCatalog.Entry
  let surface: ServiceSurface
  /// How the response would be written.
  let dialect: Dialect

  /// The same call with another request.
  func with(_ request: GenerateContentRequest) -> RuleSubject {
    RuleSubject(request: request, model: model, surface: surface, dialect: dialect)
  }

  var config: GenerationConfig? { request.generationConfig }
  var declaresFunctions: Bool { request.tools.contains { !$0.functionDeclarations.isEmpty } }

  /// Counts as the model does that is asked.
  func counter(_ counter: TokenCounter) -> TokenCounter {
    let resolution = config?.mediaResolution.flatMap(MediaResolution.init(rawValue:))
    return counter.with(MediaTokens(generation: model.generation, resolution: resolution))
  }

  /// The model as newer and older generations name it in refusals, recorded by clients in 2025 and 2026.
  var modelInRefusals: String { model.generation == .gemini3 ? "this model" : "models/\(model.id)" }
}

/// One thing that must be true of a request, told in a sentence of its own; the first broken rule is the answer.
protocol RequestRule: Sendable {
  /// Checks a request.
  ///
  /// - Parameter subject: The request and where it went.
  /// - Throws: `INVALID_ARGUMENT` in the service's own words.
  func check(_ subject: RuleSubject) throws(Status)
}

/// One thing that must be true of single fields; all fields at fault are told in one answer, a line each.
protocol FieldRule: Sendable {
  /// Looks for fields at fault.
  ///
  /// - Parameters:
  ///   - subject: The request and where it went.
  ///   - faults: Takes them.
  func check(_ subject: RuleSubject, _ faults: inout FieldFaults)
}
