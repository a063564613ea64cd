import GeminiAPI
import ModelBackends

/// The numbers of `generationConfig` are in their ranges.
///
/// The ranges of temperature and penalties and the number of stop sequences are the service's own, as clients reported
/// them in 2026; that no candidates and no tokens are refused is what the Python SDK's own tests expect. What the
/// service says of an empty stop sequence is not known.
struct SamplingRule: FieldRule {
  private static let mostStopSequences = 5
  private static let mostLogprobs = 20

  func check(_ subject: RuleSubject, _ faults: inout FieldFaults) {
    guard let config = subject.config else { return }
    let path = "generation_config"
    if let count = config.candidateCount, !(1...8).contains(count) {
      faults.add("\(path).candidate_count", "candidate_count must be in the range [1, 8].")
    }
    if let tokens = config.maxOutputTokens, tokens < 1 {
      faults.add("\(path).max_output_tokens", "max_output_tokens must be positive.")
    }
    let hottest = subject.model.model.maxTemperature ?? 2
    if let temperature = config.temperature, !(0...hottest).contains(temperature) {
      faults.add("\(path).temperature", "temperature must be in the range [0.0, \(hottest)].")
    }
    if let topP = config.topP, !(0...1).contains(topP) {
      faults.add("\(path).top_p", "top_p must be in the range [0.0, 1.0].")
    }
    if let topK = config.topK, topK < 0 {
      faults.add("\(path).top_k", "top_k must be positive.")
    }
    checkPenalties(config, &faults)
    checkStopSequences(config.stopSequences, &faults)
    if let logprobs = config.logprobs, !(0...Self.mostLogprobs).contains(logprobs) {
      faults.add("\(path).logprobs", "logprobs must be in the range [0, \(Self.mostLogprobs)].")
    } else if config.logprobs != nil, config.responseLogprobs != true {
      faults.add("\(path).logprobs", "logprobs may only be set if response_logprobs is true.")
    }
  }

  private func checkPenalties(_ config: GenerationConfig, _ faults: inout FieldFaults) {
    let penalties = [("presence_penalty", config.presencePenalty), ("frequency_penalty", config.frequencyPenalty)]
    for (name, penalty) in penalties {
      guard let penalty, !(-2..<2).contains(penalty) else { continue }
      faults.add("generation_config.\(name)", "\(name) must be in the range [-2.0, 2.0).")
    }
  }

  private func checkStopSequences(_ sequences: [String], _ faults: inout FieldFaults) {
    let field = "generation_config.stop_sequences"
    if sequences.count > Self.mostStopSequences {
      faults.add(field, "the number of stop_sequences must not exceed \(Self.mostStopSequences)")
    } else if let empty = sequences.firstIndex(of: "") {
      faults.add("\(field)[\(empty)]", "a stop sequence must not be empty.")
    }
  }
}
