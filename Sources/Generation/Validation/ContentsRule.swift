import GeminiAPI
import ModelBackends

/// A request has contents, each content has parts, and each part has data.
struct ContentsRule: FieldRule {
  func check(_ subject: RuleSubject, _ faults: inout FieldFaults) {
    let contents = subject.request.contents
    if contents.isEmpty { faults.add("contents", "contents is not specified") }
    for (turn, content) in contents.enumerated() where faults.hasRoom {
      if content.parts.isEmpty { faults.add("contents[\(turn)].parts", "contents.parts must not be empty.") }
      for (index, part) in content.parts.enumerated() where faults.hasRoom {
        check(part, field: "contents[\(turn)].parts[\(index)]", &faults)
      }
    }
    for (index, part) in (subject.request.systemInstruction?.parts ?? []).enumerated() where faults.hasRoom {
      check(part, field: "system_instruction.parts[\(index)]", &faults)
    }
  }

  private func check(_ part: Part, field: @autoclosure () -> String, _ faults: inout FieldFaults) {
    switch part.data {
    case nil where part.thoughtSignature == nil:
      faults.add("\(field()).data", "required oneof field 'data' must have one initialized field")
    case .functionCall(let call)? where call.name.isEmpty:
      faults.add("\(field()).function_call.name", "Name cannot be empty.")
    case .functionResponse(let response)? where response.name.isEmpty:
      faults.add("\(field()).function_response.name", "Name cannot be empty.")
    default: break
    }
  }
}

/// Vertex AI tells missing contents and parts in sentences of its own, as clients reported them in 2025.
struct VertexContentsRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    guard subject.surface == .vertex else { return }
    if subject.request.contents.isEmpty {
      throw .invalidArgument(.unableToSubmit("at least one contents field is required."))
    }
    if subject.request.contents.contains(where: \.parts.isEmpty) {
      throw .invalidArgument(
        .unableToSubmit("it must include at least one parts field, which describes the prompt input.")
      )
    }
  }
}

extension String {
  /// The frame Vertex AI puts around many of its refusals.
  static func unableToSubmit(_ reason: String) -> String {
    "Unable to submit request because \(reason) Learn more: "
      + "https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/gemini"
  }
}
