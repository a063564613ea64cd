import GeminiAPI
import ModelBackends

/// Nothing is asked for that the model does not have: more candidates, penalties, log probabilities.
///
/// On Vertex AI the same models have penalties and log probabilities. A penalty of 0 is none.
struct ModelFeaturesRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    guard let config = subject.config else { return }
    let capabilities = subject.model.capabilities
    // Gemini 3 has one candidate in any case, a response with code too, since its code runs once.
    let isSingle = subject.model.generation == .gemini3 || subject.request.tools.contains(where: \.codeExecution)
    if let count = config.candidateCount, count > 1, isSingle {
      throw .invalidArgument("Multiple candidates is not enabled for \(subject.modelInRefusals)")
    }
    guard subject.surface == .gemini else { return }
    let penalties = [config.presencePenalty, config.frequencyPenalty]
    if capabilities.penalties == false, penalties.contains(where: { ($0 ?? 0) != 0 }) {
      throw .invalidArgument("Penalty is not enabled for \(subject.modelInRefusals)")
    }
    if capabilities.logprobs == false, config.responseLogprobs == true {
      throw .invalidArgument("Logprobs is not enabled for \(subject.modelInRefusals)")
    }
  }
}

/// The answer is asked for in a form the model gives: text, images, speech.
struct ResponseModalitiesRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    let asked = (subject.config?.responseModalities ?? []).filter { $0 != "MODALITY_UNSPECIFIED" }
    guard !asked.isEmpty, let sets = subject.model.capabilities.responseModalities,
      !sets.contains(where: { Set($0) == Set(asked) })
    else { return }
    guard sets != [["TEXT"]] else { throw .invalidArgument("This model only supports text output.") }
    let accepted = sets.map { "* \($0.joined(separator: ", "))\n" }.joined()
    throw .invalidArgument(
      "The requested combination of response modalities (\(Set(asked).sorted().joined(separator: ", "))) is not supported "
        + "by the model. models/\(subject.model.id) accepts the following combination of response modalities:\n\(accepted)"
    )
  }
}
