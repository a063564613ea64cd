import GeminiAPI
import ModelBackends

/// The order of function calls and their responses: a call follows a user's turn, and the next turn answers all calls.
///
/// Two things are let through because the service answers them, as recorded: Gemini 2.0 takes a user's turn that answers
/// none of the calls (August 2025), and every model takes a turn of its own in which calls and their responses stand side
/// by side, as clients send back what another provider's tools did (February 2026).
///
/// The sentences are those that clients of the service have reported since 2024.
struct FunctionTurnsRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    let mayStayOpen = subject.model.capabilities.unansweredCalls == true
    var open = 0
    var previous: Content?
    for content in subject.request.contents {
      let calls = FunctionCallBalance(content)
      let isLeftOpen = mayStayOpen && calls.answers.isEmpty && content.role != "model"
      if open > 0, calls.answers.count != open, !isLeftOpen, !calls.answers.contains(where: \.comesInPieces) {
        throw .invalidArgument(
          "Please ensure that the number of function response parts is equal to the number of function call parts of "
            + "the function call turn."
        )
      }
      if open == 0, !calls.answers.isEmpty {
        throw .invalidArgument(
          "Please ensure that function response turn comes immediately after a function call turn."
        )
      }
      open = calls.open
      if calls.hasCalls, previous == nil || previous?.role == "model" {
        throw .invalidArgument(
          "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
        )
      }
      previous = content
    }
  }
}

/// The calls and responses of one turn.
private struct FunctionCallBalance {
  private(set) var hasCalls = false
  /// Calls that nothing behind them in the turn answers.
  private(set) var open = 0
  /// Responses to calls of an earlier turn.
  private(set) var answers: [FunctionResponse] = []

  /// Only a model answers itself: in a user's turn every response belongs to the turn before.
  init(_ content: Content) {
    for part in content.parts {
      switch part.data {
      case .functionCall?:
        hasCalls = true
        open += 1
      case .functionResponse? where open > 0 && content.role == "model": open -= 1
      case .functionResponse(let response)?: answers.append(response)
      default: break
      }
    }
  }
}

extension FunctionResponse {
  /// Whether it belongs to a call that does not block, whose answers may be any number.
  fileprivate var comesInPieces: Bool { willContinue == true || scheduling != nil }
}
