import GeminiAPI
import ModelBackends

/// What one of the two services alone has is an unknown name to the other.
///
/// A tier is to Vertex AI, Model Armor to the Gemini API, both by what the Python SDK's tests expect.
struct ServiceFieldsRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    switch subject.surface {
    case .gemini where subject.request.modelArmorConfig != nil: throw .unknownName("modelArmorConfig")
    case .vertex where subject.request.serviceTier != nil: throw .unknownName("serviceTier")
    default: return
    }
  }
}

/// Vertex AI tells missing contents and parts in sentences of its own, as clients reported them in 2025.
struct VertexContentsRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    guard subject.surface == .vertex else { return }
    if subject.request.contents.isEmpty {
      throw .unableToSubmit("at least one contents field is required.")
    }
    if subject.request.contents.contains(where: \.parts.isEmpty) {
      throw .unableToSubmit("it must include at least one parts field, which describes the prompt input.")
    }
  }
}

/// Vertex AI tells values out of range by the range, as clients reported them in 2024 and 2025.
struct VertexRangesRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    guard subject.surface == .vertex, let config = subject.config else { return }
    if let tokens = config.maxOutputTokens {
      try check("maxOutputTokens", tokens, in: 1...subject.model.model.outputTokenLimit)
    }
    if !config.stopSequences.isEmpty {
      try check("stopSequences", config.stopSequences.count, in: 1...5)
    }
    if let count = config.candidateCount { try check("candidateCount", count, in: 1...8) }
  }

  private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(Status) {
    guard !range.contains(value) else { return }
    throw .invalidArgument(
      "Unable to submit request because it has a \(name) value of \(value) but the supported range is from "
        + "\(range.lowerBound) (inclusive) to \(range.upperBound + 1) (exclusive). Update the value and try again."
    )
  }
}

/// Vertex AI's words for what ``ThinkingRule`` asks, as clients reported them in 2025 and 2026.
struct VertexThinkingRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    guard subject.surface == .vertex, let config = subject.config?.thinkingConfig else { return }
    let capabilities = subject.model.capabilities
    guard subject.model.model.thinking == true else {
      guard config.includeThoughts == true else { return }
      throw .unableToSubmit("Thinking_config.include_thoughts is only enabled when thinking is enabled..")
    }
    if let level = config.thinkingLevel, let levels = capabilities.thinkingLevels, !levels.contains(level) {
      guard levels.isEmpty else { throw .unableToSubmit("thinking_level \(level) is not supported by this model.") }
      throw .unableToSubmit("thinking_level is not supported by this model.")
    }
    guard let budget = config.thinkingBudget, budget != -1 else { return }
    if budget == 0 {
      guard capabilities.thinkingOff == false else { return }
      throw .unableToSubmit("The model does not support setting thinking_budget to 0.")
    }
    guard let lowest = capabilities.thinkingBudget?.first, let highest = capabilities.thinkingBudget?.last,
      budget < lowest || budget > highest
    else { return }
    throw .unableToSubmit(
      "thinking_budget is out of range; supported values are integers from \(max(1, lowest)) to \(highest)."
    )
  }
}

extension Status {
  fileprivate static func unknownName(_ name: String) -> Status {
    .badRequest([
      FieldViolation(description: "Invalid JSON payload received. Unknown name \"\(name)\": Cannot find field.")
    ])
  }

  /// The frame Vertex AI puts around many of its refusals.
  static func unableToSubmit(_ reason: String) -> Status {
    .invalidArgument(
      "Unable to submit request because \(reason) Learn more: "
        + "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"
    )
  }
}
