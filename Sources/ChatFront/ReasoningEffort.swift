import GeminiAPI
import ModelBackends

/// How much a model is to think, as OpenAI's clients say it.
///
/// The service's page on compatibility has the table: for models with levels the level of the same name, for Gemini 2.5
/// a budget of 1,024, 8,192 or 24,576 tokens; `none` turns thinking off where a model can do without.
enum ReasoningEffort: String, CaseIterable {
  case none, minimal, low, medium, high

  /// For models that think by a budget, in tokens.
  private var budget: Int {
    switch self {
    case .none: 0
    case .minimal, .low: 1_024
    case .medium: 8_192
    case .high: 24_576
    }
  }

  /// What a model is told.
  ///
  /// - Parameter model: The model; nil for one that is not served, which is told of later.
  /// - Returns: `thinkingConfig`; nil for none.
  func config(of model: ModelCatalog.Entry?) -> JSONValue? {
    guard let model else { return nil }
    if self == .none { return model.model.thinking == true ? ["thinkingBudget": 0] : nil }
    guard model.generation == .gemini3 else { return ["thinkingBudget": .number(budget)] }
    let level = rawValue.uppercased()
    guard let levels = model.capabilities.thinkingLevels, !levels.isEmpty else {
      return ["thinkingLevel": .string(level)]
    }
    // A model without this level takes the next one above.
    let above = Self.allCases.drop { $0 != self }.map { $0.rawValue.uppercased() }
    return ["thinkingLevel": .string(above.first(where: levels.contains) ?? level)]
  }
}

extension ChatCompletionRequest {
  /// What the model is told about thinking.
  ///
  /// - Parameter model: The model; nil for one that is not served.
  /// - Returns: `thinkingConfig`; nil for none.
  /// - Throws: `INVALID_ARGUMENT` for an unknown effort; also where both forms are there, in the service's words as its
  ///   clients reported them in 2026.
  func thinking(of model: ModelCatalog.Entry?) throws(Status) -> JSONValue? {
    guard let written = reasoningEffort else { return google.thinkingConfig.map(Self.json) }
    guard google.thinkingConfig == nil else {
      throw .invalidArgument("Expected one of either `reasoning_effort` or custom `thinking_config`; found both.")
    }
    guard let effort = ReasoningEffort(rawValue: written) else {
      let efforts = ReasoningEffort.allCases.map(\.rawValue).joined(separator: ", ")
      throw .fault("reasoning_effort", "'\(written.prefix(bytes: 50))' is not one of \(efforts).")
    }
    return effort.config(of: model)
  }

  private static func json(_ config: ThinkingConfig) -> JSONValue {
    var members: [JSONMember] = []
    if let shows = config.includeThoughts { members.append(JSONMember("includeThoughts", .bool(shows))) }
    if let budget = config.thinkingBudget { members.append(JSONMember("thinkingBudget", .number(budget))) }
    if let level = config.thinkingLevel { members.append(JSONMember("thinkingLevel", .string(level))) }
    return .object(members)
  }
}
