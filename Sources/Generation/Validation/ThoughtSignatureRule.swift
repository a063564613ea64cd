import GeminiAPI
import ModelBackends

/// Function calls of the current turn carry the signature they came with, where the dialect has signatures.
///
/// The service's guide on thought signatures: the current turn is everything since the user last said something other
/// than function responses, and of parallel calls the first one is signed. What the signature holds is not checked:
/// those of Pollux are random, and the guide names two texts (`skip_thought_signature_validator`,
/// `context_engineering_is_the_way_to_go`) for histories from elsewhere. The sentences are those clients reported, from
/// November 2025 on.
struct ThoughtSignatureRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    guard subject.dialect.thoughtSignatures else { return }
    let contents = subject.request.contents
    let start = contents.lastIndex(where: \.isUsersWord) ?? 0
    for (turn, content) in contents.enumerated().dropFirst(start) {
      guard let (call, signature) = content.firstFunctionCall, signature?.isEmpty ?? true else { continue }
      throw .invalidArgument(message(call.name, turn + 1, subject.surface))
    }
  }

  private func message(_ name: String, _ position: Int, _ surface: ServiceSurface) -> String {
    let name = name.prefix(bytes: 100)
    return switch surface {
    case .gemini:
      "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, "
        + "and missing thought_signature may lead to degraded model performance. Additional data, function call "
        + "`default_api:\(name)` , position \(position). Please refer to "
        + "https://ai.google.dev/gemini-api/docs/thought-signatures for more details."
    case .vertex:
      "Unable to submit request because function call `\(name)` in the \(position). content block is missing a "
        + "`thought_signature`. Learn more: https://docs.cloud.google.com/vertex-ai/generative-ai/docs/thought-signatures"
    }
  }
}

extension Content {
  /// Whether the user says something here; function responses go on with the turn at hand.
  fileprivate var isUsersWord: Bool {
    role != "model"
      && parts.contains { part in
        if case .functionResponse? = part.data { false } else { true }
      }
  }

  fileprivate var firstFunctionCall: (call: FunctionCall, signature: [UInt8]?)? {
    for part in parts {
      if case .functionCall(let call)? = part.data { return (call, part.thoughtSignature) }
    }
    return nil
  }
}
