import GeminiAPI
import ModelBackends

/// What a completion wants done: code to run, functions of the client's to call.
struct Wishes: Sendable {
  static let tooManyCalls = "Malformed function call: the calls of one turn are too many or too long."

  /// All of it, for the conversation.
  private(set) var acts: [ChatTurn.Act] = []
  private(set) var codes: [(id: String, code: ExecutableCode)] = []
  private(set) var functions: [FunctionCall] = []
  private(set) var forms: Set<CallForm> = []
  /// Why a call cannot be read; nil where all can.
  private(set) var fault: String?
  /// The function of a call that nobody offered; nil for none.
  private(set) var stranger: String?

  /// - Parameters:
  ///   - pass: The completion.
  ///   - prompt: What was offered.
  ///   - isWhole: Whether it was read to its end; one that is left at a block has no native calls.
  ///   - ids: Takes the ids of its calls.
  init(_ pass: ChatPass, _ prompt: ChatPrompt, isWhole: Bool, ids: inout CallIDs) {
    stranger = pass.stranger
    for (code, form) in pass.codes { add(code, form, id: ids.fresh(nil)) }
    for (name, arguments) in pass.calls { add(name, arguments, nil, id: ids.fresh(nil)) }
    guard isWhole else { return }
    do {
      for call in try pass.nativeCalls() { add(call, pass, prompt, &ids) }
    } catch {
      fault = Self.tooManyCalls
    }
  }

  private mutating func add(_ call: ToolCallText, _ pass: ChatPass, _ prompt: ChatPrompt, _ ids: inout CallIDs) {
    // Half a call can be mended into one, but not into the one that was meant.
    if pass.isCut, (try? JSONParser.parse(Array(call.arguments.utf8))) == nil { return fault = Self.malformed(call) }
    let offered = OfferedFunctions(prompt.functions, code: prompt.codeFunction, noticesStrangers: false)
    guard let name = offered.name(call.name.utf8) else {
      if call.name.isEmpty { fault = Self.malformed(call) } else { stranger = call.name }
      return
    }
    if name == prompt.codeFunction {
      guard !pass.ask.isFinal else { return }
      guard let code = CallArguments.code(in: call.arguments) else { return fault = Self.malformed(call) }
      add(code, .native, id: ids.fresh(call.id))
    } else {
      let object = call.arguments.trimmed.isEmpty ? .object([]) : CallArguments.object(in: call.arguments)
      guard let object else { return fault = Self.malformed(call) }
      add(name, object, call.id, id: ids.fresh(call.id))
    }
  }

  private mutating func add(_ code: String, _ form: CallForm, id: String) {
    acts.append(.code(id: id, code, form: form))
    codes.append((id, ExecutableCode(language: .python, code: code)))
    forms.insert(form)
  }

  private mutating func add(_ name: String, _ arguments: JSONValue, _ told: String?, id: String) {
    acts.append(.call(id: id, name: name, arguments: arguments.lineText))
    functions.append(FunctionCall(id: told, name: name, args: arguments))
  }

  private static func malformed(_ call: ToolCallText) -> String {
    "Malformed function call: \(call.name.prefix(bytes: 64))(\(call.arguments.prefix(bytes: 200)))"
  }

  /// What is told where a function was called that nobody offered.
  static func unexpected(_ name: String) -> String {
    "Unexpected tool call: the model called \(name.prefix(bytes: 64)), which the request does not declare."
  }
}

/// Ids of calls, which must not come twice in a response.
struct CallIDs: Sendable {
  private var taken: Set<String> = []

  /// The server's own id where it is one; another otherwise.
  mutating func fresh(_ id: String?) -> String {
    if let id, taken.insert(id).inserted { return id }
    let made = ChatTurn.id("code", taken.count)
    taken.insert(made)
    return made
  }
}
