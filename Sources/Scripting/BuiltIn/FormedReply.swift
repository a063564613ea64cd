import GeminiAPI
import ModelBackends

/// Puts a reply of the built-in script into the form a request wants, where it wants one: the script's own are prose.
enum FormedReply {
  /// - Parameters:
  ///   - reply: What the script would say.
  ///   - conversation: The request.
  ///   - turn: What of it is answered.
  /// - Returns: A call where the request wants one, else the reply with its code, and one text in the form at its end.
  static func reply(_ reply: [ReplyStep], to conversation: Conversation, _ turn: UserTurn) -> [ReplyStep] {
    let functions = CallableFunctions(conversation.request)
    if functions.mustBeCalled, turn.answers.isEmpty, let call = functions.sample {
      return [.parts(ReplyParts(calls: [call]))]
    }
    guard let form = AnswerForm(conversation.request.generationConfig) else { return reply }
    let answer = ReplyText.computed { form.sample(saying: text(in: $0)) }
    // Without the tool code would be shown in a fence.
    let code = conversation.codeExecutionIsOn ? reply.map(withoutTexts) : []
    return code + [.parts(ReplyParts(text: answer))]
  }

  private static func text(in context: ReplyContext) -> String {
    context.results.last.map { $0.output.trimmed } ?? context.turn.prompt.prefix(bytes: 120).trimmed
  }

  private static func withoutTexts(_ step: ReplyStep) -> ReplyStep {
    switch step {
    case .parts(let parts): .parts(ReplyParts(code: parts.code))
    case .attempts(let list): .attempts(list.map { ReplyParts(code: $0.code) })
    }
  }
}
