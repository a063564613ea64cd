import GeminiAPI
import ModelBackends

/// `thinkingConfig` asks for what the model can do: a budget, or from Gemini 3 on a level, and not both.
///
/// The sentences are those clients reported in 2025 and 2026.
struct ThinkingRule: RequestRule {
  /// In tokens; what the service takes where a model has no range of its own.
  private static let widestBudget = -1...65_535

  func check(_ subject: RuleSubject) throws(Status) {
    guard let config = subject.config?.thinkingConfig else { return }
    let level = config.thinkingLevel.flatMap { $0 == "THINKING_LEVEL_UNSPECIFIED" ? nil : $0 }
    guard subject.model.model.thinking == true else {
      guard level != nil || config.thinkingBudget != nil || config.includeThoughts == true else { return }
      guard subject.model.generation == .gemini2 else {
        throw .invalidArgument("Thinking is not enabled for models/\(subject.model.id)")
      }
      throw .invalidArgument("thinking_config is not supported.")
    }
    if level != nil, config.thinkingBudget != nil {
      throw .invalidArgument("You can only set only one of thinking budget and thinking level.")
    }
    if let level { try check(level: level, subject.model.capabilities) }
    if let budget = config.thinkingBudget { try check(budget: budget, subject.model.capabilities) }
  }

  private func check(level: String, _ capabilities: ModelCapabilities) throws(Status) {
    guard let levels = capabilities.thinkingLevels, !levels.contains(level) else { return }
    let name = levels.isEmpty ? "" : " \(level)"
    throw .invalidArgument("Thinking level\(name) is not supported for this model.")
  }

  private func check(budget: Int, _ capabilities: ModelCapabilities) throws(Status) {
    if budget == -1 { return }
    if budget == 0 {
      guard capabilities.thinkingOff == false else { return }
      throw .invalidArgument("Budget 0 is invalid. This model only works in thinking mode.")
    }
    let range = capabilities.thinkingBudget ?? []
    if let lowest = range.first, let highest = range.last, !(lowest...max(lowest, highest)).contains(budget) {
      throw .invalidArgument(
        "The thinking budget \(budget) is invalid. Please choose a value between \(lowest) and \(highest)."
      )
    }
    guard Self.widestBudget.contains(budget) else {
      var faults = FieldFaults()
      faults.add(
        "generation_config.thinking_config.thinking_budget",
        "thinking_budget must be in the range [\(Self.widestBudget.lowerBound), \(Self.widestBudget.upperBound)]."
      )
      return try faults.throwIfAny()
    }
  }
}
