package import GeminiAPI

/// One completion, read: everything in it comes from outside.
struct ChatReply: Sendable {
  /// What it says, in the order it is told.
  enum Step: Sendable {
    case delta(ModelDelta)
    /// Code to run, and the id of its call.
    case code(call: String, ExecutableCode)

    var delta: ModelDelta {
      switch self {
      case .delta(let delta): delta
      case .code(_, let code): .executableCode(code)
      }
    }
  }

  private(set) var steps: [Step] = []
  /// The message as it goes back to the server.
  private(set) var message: JSONValue
  private(set) var promptTokens: Int?
  private(set) var completionTokens: Int?
  private(set) var thoughtTokens: Int?

  var hasCode: Bool { steps.contains { if case .code = $0 { true } else { false } } }

  /// - Parameter answer: The HTTP status and the body.
  /// - Throws: The server's refusal with the code the API has for it, `INTERNAL` for what is not a completion.
  init(_ answer: (status: Int, body: [UInt8])) throws(Status) {
    let root = try? JSONParser.parse(answer.body)
    guard answer.status == 200 else { throw .refused(answer.status, root) }
    guard let root, let choice = root["choices"]?.elements?.first, let said = choice["message"], said.members != nil
    else { throw .noCompletion }
    let calls = said["tool_calls"]?.elements ?? []
    if let thought = (said["reasoning_content"] ?? said["reasoning"])?.text { steps.append(.delta(.thought(thought))) }
    if let text = said["content"]?.text { steps.append(.delta(.text(text))) }
    var kept: [JSONValue] = []
    var functions: [Step] = []
    for (index, call) in calls.enumerated() {
      let (step, message) = try Self.step(call, index)
      kept.append(message)
      if case .code = step { steps.append(step) } else { functions.append(step) }
    }
    // What the client is to do comes last: its calls end the response.
    steps += functions
    var members = [JSONMember("role", "assistant"), JSONMember("content", said["content"] ?? .null)]
    if !kept.isEmpty { members.append(JSONMember("tool_calls", .array(kept))) }
    message = .object(members)
    switch choice["finish_reason"]?.text {
    case "length": steps.append(.delta(.finish(.maxTokens, message: nil)))
    case "content_filter": steps.append(.delta(.finish(.safety, message: nil)))
    default: break
    }
    count(root["usage"])
  }

  private mutating func count(_ usage: JSONValue?) {
    promptTokens = usage?["prompt_tokens"]?.count
    thoughtTokens = usage?["completion_tokens_details"]?["reasoning_tokens"]?.count
    // Thoughts are among them there, and beside them here.
    completionTokens = usage?["completion_tokens"]?.count.map { max(0, $0 - (thoughtTokens ?? 0)) }
  }

  /// A call: code where it is ours, else one for the client; ids are made where a server leaves them out.
  private static func step(_ call: JSONValue, _ index: Int) throws(Status) -> (Step, message: JSONValue) {
    guard let function = call["function"], let name = function["name"]?.text else { throw .noCompletion }
    let id = call["id"]?.text.flatMap { $0.isEmpty ? nil : $0 } ?? "call_\(index)"
    let text = function["arguments"]?.text
    // Most send a text, some the object itself, and null where a function takes none.
    let given = function["arguments"].flatMap { $0.members == nil ? Optional.none : $0 }
    let written = text.flatMap { $0.isEmpty ? Optional.none : $0 }
    let arguments: JSONValue? =
      if let written { try? JSONParser.parse(Array(written.utf8)) } else { given ?? JSONValue.object([]) }
    let sent = written ?? String(decoding: (arguments ?? [:]).json(pretty: false), as: UTF8.self)
    let message = ChatMessages.call(id, name, sent)
    if name == ChatRequest.codeFunction {
      // A text that is not JSON, or a string of it, is the code itself: models forget about the braces.
      let code = arguments?["code"]?.text ?? arguments?.text ?? sent
      return (.code(call: id, ExecutableCode(language: .python, code: code)), message)
    }
    guard arguments?.members != nil else {
      let fault = "Malformed function call: \(name.prefix(bytes: 64))(\(sent.prefix(bytes: 200)))"
      return (.delta(.finish(.malformedFunctionCall, message: fault)), message)
    }
    return (.delta(.functionCall(FunctionCall(id: call["id"]?.text, name: name, args: arguments ?? [:]))), message)
  }
}

extension JSONValue {
  /// A number of tokens.
  fileprivate var count: Int? {
    guard case .number(let number) = self, let count = number.integer, (0...Int64(Int32.max)).contains(count) else {
      return nil
    }
    return Int(count)
  }
}

extension Status {
  /// What messages begin with that tell a refusal of the other server's.
  package static let upstreamRefusal = "The upstream refused with "

  fileprivate static let noCompletion = Status(
    code: .internal,
    message: "The upstream's answer is not a chat completion: it has no choices[0].message."
  )

  fileprivate static func refused(_ status: Int, _ body: JSONValue?) -> Status {
    // Google's own endpoint of this form sends a list of one.
    let error = (body?.elements?.first ?? body)?["error"]
    let reason = error?["message"]?.text ?? error?.text ?? "without a reason"
    let code: Code =
      switch status {
      case 401: .unauthenticated
      case 403: .permissionDenied
      case 404: .notFound
      case 408, 504: .deadlineExceeded
      case 429: .resourceExhausted
      case 503: .unavailable
      case 500...: .internal
      default: .invalidArgument
      }
    return Status(code: code, message: upstreamRefusal + "\(status): \(reason.prefix(bytes: 2000))")
  }
}
