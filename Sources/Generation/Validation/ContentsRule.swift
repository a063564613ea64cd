import GeminiAPI

/// A request has contents, each content has parts, and each part has data.
///
/// What a model's turn may lack data for is a signature, and a thought: SDKs that drop the signature of an empty thought
/// send `{"thought": true}` back, which the service takes.
struct ContentsRule: FieldRule {
  func check(_ subject: RuleSubject, _ faults: inout FieldFaults) {
    let contents = subject.request.contents
    if contents.isEmpty { faults.add("contents", "contents is not specified") }
    for (turn, content) in contents.enumerated() where faults.hasRoom {
      if content.parts.isEmpty { faults.add("contents[\(turn)].parts", "contents.parts must not be empty.") }
      for (index, part) in content.parts.enumerated() where faults.hasRoom {
        guard !(part.data == nil && part.thought && content.role == "model") else { continue }
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
