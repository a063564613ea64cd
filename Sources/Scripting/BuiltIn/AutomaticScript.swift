import GeminiAPI
import ModelBackends

/// What `--on-miss auto` answers: what a helpful model might do with the tools it has.
enum AutomaticScript {
  /// - Parameters:
  ///   - conversation: The request.
  ///   - turn: What of it is answered.
  /// - Returns: A call of the first function offered, once; else code that computes with the prompt's numbers; else text.
  static func reply(to conversation: Conversation, _ turn: UserTurn) -> [ReplyStep] {
    if turn.answers.isEmpty, let call = CallableFunctions(conversation.request).sample {
      return [.parts(ReplyParts(calls: [call]))]
    }
    if let answer = turn.answers.last {
      let text = "\(answer.name) answered \(TemplateValue(answer.response ?? .null).json)."
      return [.parts(ReplyParts(text: .literal(text)))]
    }
    guard conversation.codeExecutionIsOn else {
      return [.parts(ReplyParts(text: .literal("You said: \(turn.prompt)")))]
    }
    let numbers = Self.numbers(in: turn.prompt)
    let code = "numbers = [\(numbers.joined(separator: ", "))]\nprint(len(numbers), sum(numbers))\n"
    return [
      .parts(ReplyParts(code: .literal(code))),
      .parts(
        ReplyParts(
          text: .computed { context in
            let words = (context.results.last?.output ?? "").split(whereSeparator: \.isWhitespace)
            guard words.count == 2 else { return "The code did not run to its end." }
            return "Your prompt has \(words[0]) numbers; their sum is \(words[1])."
          }
        )
      ),
    ]
  }

  /// Plain decimal numbers, at most a hundred.
  private static func numbers(in prompt: String) -> [String] {
    let words = prompt.prefix(bytes: 4096).split { !($0.isASCII && $0.isNumber) && $0 != "." }
    let numbers = words.map { word in
      let digits = word.split(separator: ".", omittingEmptySubsequences: true)
      let whole = digits.first.map { String($0.drop { $0 == "0" }) } ?? ""
      return digits.isEmpty ? "" : (whole.isEmpty ? "0" : whole) + (digits.count > 1 ? ".\(digits[1])" : "")
    }
    return Array(numbers.filter { !$0.isEmpty && $0.count < 20 }.prefix(100))
  }
}
