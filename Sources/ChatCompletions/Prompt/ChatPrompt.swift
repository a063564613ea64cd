import GeminiAPI
import ModelBackends

/// What of a request stays the same in all completions of its response.
struct ChatPrompt: Sendable {
  /// What the server calls its model.
  let model: String
  /// The function by which code is run: a name that is none of the client's.
  let codeFunction: String
  /// The names of the client's functions that may be called.
  let functions: Set<String>
  let codeExecutionIsOn: Bool
  let maxOutputTokens: Int?
  private let instruction: String
  /// The client's functions, then ours.
  private let declared: [JSONValue]
  private let code: JSONValue
  private let choice: JSONValue
  private let settings: [JSONMember]
  private let answerForm: JSONValue?

  /// - Parameters:
  ///   - conversation: What is asked.
  ///   - model: What the server calls its model.
  init(_ conversation: Conversation, model: String) {
    let (request, calling) = (conversation.request, conversation.request.toolConfig?.functionCallingConfig)
    self.model = model
    codeExecutionIsOn = conversation.codeExecutionIsOn
    maxOutputTokens = request.generationConfig?.maxOutputTokens
    instruction = request.systemInstruction?.spokenText ?? ""
    let allowed = Set(calling?.allowedFunctionNames ?? [])
    let all = request.tools.flatMap(\.functionDeclarations)
    let offered = calling?.mode == "NONE" ? [] : all.filter { allowed.isEmpty || allowed.contains($0.name) }
    let taken = Set(all.map(\.name))
    let code = ["run_python", "run_python_code", "pollux_run_python"].first { !taken.contains($0) } ?? "pollux_python"
    codeFunction = code
    functions = Set(offered.map(\.name))
    declared = offered.map { function in
      let schema = function.parametersJsonSchema ?? function.parameters.map(ChatSettings.jsonSchema)
      return Self.function(function.name, function.description, schema ?? ["type": "object", "properties": [:]])
    }
    self.code = Self.function(
      code,
      Contract.functionDescription,
      ["type": "object", "properties": ["code": ["type": "string"]], "required": ["code"]]
    )
    choice = calling?.mode == "ANY" && !declared.isEmpty ? "required" : "auto"
    settings = ChatSettings.members(of: request.generationConfig)
    answerForm = ChatSettings.answerForm(request.generationConfig)
  }

  /// Whether a model that calls what nobody offered can be asked for a block: JSON may be the answer that is wanted.
  var mayAskForBlock: Bool { codeExecutionIsOn && answerForm == nil }

  private static func function(_ name: String, _ description: String, _ parameters: JSONValue) -> JSONValue {
    [
      "type": "function",
      "function": ["name": .string(name), "description": .string(description), "parameters": parameters],
    ]
  }

  /// One request.
  ///
  /// - Parameters:
  ///   - turns: The conversation so far.
  ///   - ask: How it goes on.
  /// - Returns: JSON.
  func body(_ turns: [ChatTurn], _ ask: ChatAsk) -> [UInt8] {
    var members = [JSONMember("model", .string(model)), JSONMember("stream", true)]
    if !ask.habits.knowsNoStreamOptions { members.append(JSONMember("stream_options", ["include_usage": true])) }
    let offersCode = codeExecutionIsOn && ask.way.offersTool
    let tools = (offersCode ? [code] : []) + declared
    if !tools.isEmpty {
      members.append(JSONMember("tools", .array(tools)))
      members.append(JSONMember("tool_choice", ask.isFinal ? "none" : choice))
    }
    members += settings
    if let left = ask.tokensLeft {
      members.append(
        JSONMember(ask.habits.wantsCompletionTokens ? "max_completion_tokens" : "max_tokens", .number(left))
      )
    }
    // A form that forbids a block would forbid the code.
    if let answerForm, !codeExecutionIsOn || ask.isFinal || ask.way == .native(alsoFence: false) {
      members.append(JSONMember("response_format", answerForm))
    }
    var messages = ChatMessages(style: ask.style)
    messages.addSystem(system(ask))
    if codeExecutionIsOn, !ask.way.offersTool { messages.addExample() }
    messages.add(turns, isFinal: ask.isFinal)
    if let closing = ask.closing { messages.add(.user([.text(closing)])) }
    var list = messages.finished
    if ask.isBegun, case .forced(let form) = ask.way { members += Self.force(form, &list) }
    members.append(JSONMember("messages", .array(list)))
    return JSONValue.object(members).json(pretty: false)
  }

  private func system(_ ask: ChatAsk) -> String {
    guard codeExecutionIsOn else { return instruction }
    let contract: String
    switch ask.way {
    case .native(alsoFence: false): return instruction
    case .native: contract = Contract.eitherWay(codeFunction)
    case .fence, .forced: contract = Contract.fence
    }
    return instruction.isEmpty ? contract : "\(instruction)\n\n\(contract)"
  }

  private static func force(_ form: ModelHabits.ForceForm, _ messages: inout [JSONValue]) -> [JSONMember] {
    let begun: JSONValue = ["role": "assistant", "content": .string(Contract.opening)]
    switch form {
    case .continued:
      messages.append(begun)
      return [JSONMember("continue_final_message", true), JSONMember("add_generation_prompt", false)]
    case .begun:
      messages.append(begun)
      return []
    case .grammar: return [JSONMember("grammar", .string(Contract.grammar))]
    }
  }
}

/// How one completion is asked for.
struct ChatAsk: Hashable, Sendable {
  var way: CodeWay
  var habits: ModelHabits
  /// Whether a Python block is code to run.
  var readsFences: Bool
  /// Whether no code is run any more.
  var isFinal = false
  /// Whether a call of a function that nobody offered is looked for.
  var noticesStrangers = false
  /// Whether the answer is begun with a block, where the way is forced.
  var isBegun = false
  /// What the user is made to say last.
  var closing: String?
  /// What is left of the client's bound; nil for none.
  var tokensLeft: Int?
  var style: ChatStyle

  /// Whether the answer begins behind words of ours.
  var hasPrefill: Bool {
    guard isBegun, case .forced(let form) = way else { return false }
    return form != .grammar
  }
}
