import GeminiAPI
import ModelBackends

/// What a request asks of its answer beyond the words: a form, and which functions are called.
///
/// A model keeps to it, so a script that does not is a mistake of its author's, and is told as one.
struct ReplyContract: Sendable {
  private let fixture: Fixture
  private let form: AnswerForm?
  private let functions: CallableFunctions
  private let isAnswered: Bool
  private var text = ""
  private var calls = false
  /// Whether the answer is one that need not fit.
  private var isFree = false

  /// - Parameters:
  ///   - conversation: The request.
  ///   - turn: What of it is answered.
  ///   - fixture: Who answers.
  init(_ conversation: Conversation, _ turn: UserTurn, fixture: Fixture) {
    self.fixture = fixture
    form = AnswerForm(conversation.request.generationConfig)
    let request = conversation.request
    functions = request.tools.isEmpty && request.toolConfig == nil ? CallableFunctions() : CallableFunctions(request)
    isAnswered = !turn.answers.isEmpty
  }

  /// Looks at a turn of the script's.
  ///
  /// - Parameter turn: Its deltas.
  /// - Throws: `FAILED_PRECONDITION`, which clients do not retry, with the fixture and what is wrong with it.
  mutating func check(_ turn: [ModelDelta]) throws(Status) {
    var isLast = true
    for delta in turn {
      switch delta {
      case .text(let text): self.text += text
      case .functionCall(let call):
        calls = true
        if let fault = functions.fault(of: call) { throw broken(fault) }
      case .executableCode: isLast = false
      case .script(.part(let part)): isFree = isFree || part.data != .text("")
      // What is withheld, cut or broken keeps no promise.
      case .finish(let reason, _): isFree = isFree || reason != .stop
      case .script(.block), .script(.fail), .script(.fault): isFree = true
      case .thought, .inlineData, .usage, .script(.pause), .script(.candidateMembers): break
      }
    }
    guard isLast, !calls, !isFree else { return }
    // Once the client has answered a call, a text is taken too, else no script could come to an end.
    if !isAnswered, let fault = functions.missingCall { throw broken(fault) }
    if let fault = form?.fault(of: text) { throw broken(fault) }
  }

  private func broken(_ fault: String) -> Status {
    Status(code: .failedPrecondition, message: "Fixture '\(fixture.name)' (\(fixture.location)) \(fault).")
  }
}
