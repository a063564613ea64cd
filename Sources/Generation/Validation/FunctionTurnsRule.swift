import GeminiAPI

/// The order of function calls and their responses: a call follows a user's turn, and the next turn answers all calls.
///
/// The sentences are those that clients of the service have reported since 2024.
struct FunctionTurnsRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    var open = 0
    var previous: Content?
    for content in subject.request.contents {
      let responses = content.functionResponses
      if open > 0, responses.count != open, !responses.contains(where: \.comesInPieces) {
        throw .invalidArgument(
          "Please ensure that the number of function response parts is equal to the number of function call parts of "
            + "the function call turn."
        )
      }
      if open == 0, !responses.isEmpty {
        throw .invalidArgument(
          "Please ensure that function response turn comes immediately after a function call turn."
        )
      }
      open = content.functionCalls
      if open > 0, previous == nil || previous?.role == "model" {
        throw .invalidArgument(
          "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
        )
      }
      previous = content
    }
  }
}

extension Content {
  fileprivate var functionCalls: Int {
    parts.count { part in
      if case .functionCall? = part.data { true } else { false }
    }
  }

  fileprivate var functionResponses: [FunctionResponse] {
    parts.compactMap { part in
      if case .functionResponse(let response)? = part.data { response } else { nil }
    }
  }
}

extension FunctionResponse {
  /// Whether it belongs to a call that does not block, whose answers may be any number.
  fileprivate var comesInPieces: Bool { willContinue == true || scheduling != nil }
}
