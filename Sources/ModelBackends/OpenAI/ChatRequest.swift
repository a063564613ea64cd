import Executions
import GeminiAPI

/// A conversation as chat completions have it, and how it goes on.
struct ChatRequest: Sendable {
  static let codeFunction = "run_python"

  private var messages: [JSONValue]
  private let rest: [JSONMember]

  /// - Parameters:
  ///   - conversation: What is asked.
  ///   - model: What the server calls its model.
  init(_ conversation: Conversation, model: String) {
    messages = ChatMessages.all(of: conversation)
    var rest = [JSONMember("model", .string(model)), JSONMember("stream", false)]
    let tools = Self.tools(conversation)
    if !tools.isEmpty {
      rest.append(JSONMember("tools", .array(tools)))
      let choices = ["ANY": "required", "NONE": "none"]
      let mode = conversation.request.toolConfig?.functionCallingConfig?.mode ?? "AUTO"
      rest.append(JSONMember("tool_choice", .string(choices[mode] ?? "auto")))
    }
    self.rest = rest + Self.settings(conversation.request.generationConfig)
  }

  var json: [UInt8] { JSONValue.object(rest + [JSONMember("messages", .array(messages))]).json(pretty: false) }

  /// Goes on with what the model said.
  mutating func add(_ reply: ChatReply) { messages.append(reply.message) }

  /// Goes on with what came of a block, whole: an error without its traceback cannot be mended.
  mutating func add(_ execution: Execution, for call: String) {
    let text = ChatMessages.told(execution.outcome.wire, execution.explainedText)
    messages.append(ChatMessages.tool(text, call: call))
  }

  private static func tools(_ conversation: Conversation) -> [JSONValue] {
    var tools: [JSONValue] = []
    if conversation.codeExecutionIsOn {
      let files = conversation.inputFiles.map(\.name).joined(separator: ", ")
      let text =
        "Run Python 3 in a sandbox without network. Names and files are kept between calls. Use print() for every value "
        + "you need." + (files.isEmpty ? "" : " Input files are in the working directory: \(files).")
      let code: JSONValue = ["type": "object", "properties": ["code": ["type": "string"]], "required": ["code"]]
      tools.append(function(codeFunction, text, code))
    }
    for function in conversation.request.tools.flatMap(\.functionDeclarations) {
      let schema = function.parametersJsonSchema ?? function.parameters.map(jsonSchema)
      tools.append(self.function(function.name, function.description, schema ?? ["type": "object", "properties": [:]]))
    }
    return tools
  }

  private static func function(_ name: String, _ description: String, _ parameters: JSONValue) -> JSONValue {
    [
      "type": "function",
      "function": ["name": .string(name), "description": .string(description), "parameters": parameters],
    ]
  }

  /// The API's own schema form as JSON Schema: types are in small letters there.
  private static func jsonSchema(_ schema: JSONValue) -> JSONValue {
    switch schema {
    case .object(let members):
      .object(
        members.map { member in
          guard member.key.text == "type", let type = member.value.text else {
            return JSONMember(member.key, jsonSchema(member.value))
          }
          return JSONMember(member.key, .string(type.lowercased()))
        }
      )
    case .array(let elements): .array(elements.map(jsonSchema))
    default: schema
    }
  }

  private static func settings(_ config: GenerationConfig?) -> [JSONMember] {
    guard let config else { return [] }
    var settings: [JSONMember] = []
    func set(_ name: JSONString, _ value: JSONValue?) { if let value { settings.append(JSONMember(name, value)) } }
    set("temperature", config.temperature.map(JSONValue.number))
    set("top_p", config.topP.map(JSONValue.number))
    set("max_tokens", config.maxOutputTokens.map(JSONValue.number))
    set("seed", config.seed.map(JSONValue.number))
    set("presence_penalty", config.presencePenalty.map(JSONValue.number))
    set("frequency_penalty", config.frequencyPenalty.map(JSONValue.number))
    if !config.stopSequences.isEmpty { set("stop", .array(config.stopSequences.map { .string($0) })) }
    if config.responseMimeType == "application/json" {
      let schema = config.responseJsonSchema ?? config.responseSchema.map(jsonSchema)
      set(
        "response_format",
        schema.map { ["type": "json_schema", "json_schema": ["name": "answer", "schema": $0]] }
          ?? ["type": "json_object"]
      )
    }
    return settings
  }
}
