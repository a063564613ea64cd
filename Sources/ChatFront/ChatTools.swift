import GeminiAPI

/// The tools of a request, in the Gemini API's form.
struct ChatTools {
  private(set) var tools: [JSONValue] = []
  /// `functionCallingConfig`; nil for the model's own choice.
  private(set) var calling: JSONValue?
  /// Whether code execution is turned on.
  private(set) var runsCode = false

  /// - Throws: `INVALID_ARGUMENT` that names the field at fault.
  init(_ request: ChatCompletionRequest) throws(Status) {
    var functions: [JSONValue] = []
    for (index, tool) in request.tools.enumerated() {
      let field = FieldName("tools").element(index)
      switch tool.type {
      case "function":
        guard let function = tool.function else { throw .fault(field.field("function"), "is missing.") }
        functions.append(Self.declaration(function))
      case "code_execution": runsCode = true
      default:
        throw .fault(
          field.field("type"),
          "'\(tool.type.prefix(bytes: 50))' is not a tool of this server; use function, or code_execution for code that runs "
            + "here."
        )
      }
    }
    if !functions.isEmpty { tools.append(["functionDeclarations": .array(functions)]) }
    let isNamed = request.google.tools.contains { $0[field: "codeExecution"] != nil }
    if runsCode, !isNamed { tools.append(["codeExecution": [:]]) }
    runsCode = runsCode || isNamed
    tools += request.google.tools
    calling = try request.toolChoice.map { choice throws(Status) in try Self.calling(choice) }
  }

  private static func declaration(_ function: ChatFunction) -> JSONValue {
    var members = [JSONMember("name", .string(function.name))]
    if let description = function.description { members.append(JSONMember("description", .string(description))) }
    if let parameters = function.parameters { members.append(JSONMember("parametersJsonSchema", parameters)) }
    return .object(members)
  }

  private static func calling(_ choice: ChatToolChoice) throws(Status) -> JSONValue {
    switch choice {
    case .mode("auto"): return ["mode": "AUTO"]
    case .mode("none"): return ["mode": "NONE"]
    case .mode("required"): return ["mode": "ANY"]
    case .mode(let mode):
      throw .fault(
        "tool_choice",
        "'\(mode.prefix(bytes: 50))' is not none, auto or required; a function is named by "
          + "{\"type\": \"function\", \"function\": {\"name\": …}}."
      )
    case .function(let name):
      guard !name.isEmpty else { throw .fault("tool_choice.function.name", "is missing.") }
      return ["mode": "ANY", "allowedFunctionNames": [.string(name)]]
    }
  }
}
