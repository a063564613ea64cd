package import GeminiAPI
package import ModelBackends

/// A request for a chat completion, written as a request for content.
package struct ChatQuestion: Sendable {
  /// The model's id without `models/`.
  package let model: String
  /// The body of `generateContent` that asks the same.
  package let body: JSONValue
  package let isStream: Bool
  /// Whether chunks tell token counts.
  package let includesUsage: Bool
  /// Whether the answer has the Gemini API's parts beside its text: code execution was turned on.
  package let showsParts: Bool

  /// - Parameters:
  ///   - request: What is asked.
  ///   - catalog: Says how a model takes an effort, and what it is called here.
  /// - Throws: `INVALID_ARGUMENT` that names the field at fault and what to do.
  package init(_ request: ChatCompletionRequest, catalog: ModelCatalog) throws(Status) {
    model = try catalog.modelID(named: request.model)
    isStream = request.stream ?? false
    includesUsage = request.includesUsage
    var contents = ChatContents()
    for (index, message) in request.messages.enumerated() {
      try contents.add(message, at: FieldName("messages").element(index))
    }
    let turns = contents.finished
    guard !turns.isEmpty else {
      throw .fault("messages", "there is nothing to answer; send at least one message of the role user.")
    }
    let tools = try ChatTools(request)
    showsParts = tools.runsCode
    var members = [JSONMember("contents", .array(turns))]
    if !contents.system.isEmpty {
      members.append(JSONMember("systemInstruction", ["parts": .array(contents.system)]))
    }
    if !tools.tools.isEmpty { members.append(JSONMember("tools", .array(tools.tools))) }
    if let calling = tools.calling { members.append(JSONMember("toolConfig", ["functionCallingConfig": calling])) }
    let settings = try request.settings(thinking: try request.thinking(of: catalog.entry(model)))
    if !settings.isEmpty { members.append(JSONMember("generationConfig", .object(settings))) }
    if let cached = request.google.cachedContent { members.append(JSONMember("cachedContent", .string(cached))) }
    body = .object(members)
  }
}

extension ChatCompletionRequest {
  fileprivate func settings(thinking: JSONValue?) throws(Status) -> [JSONMember] {
    var settings: [JSONMember] = []
    func set(_ name: JSONString, _ value: JSONValue?) { if let value { settings.append(JSONMember(name, value)) } }
    set("candidateCount", n.map { .number($0) })
    if !stop.isEmpty { set("stopSequences", .array(stop.map { .string($0) })) }
    set("maxOutputTokens", (maxCompletionTokens ?? maxTokens).map { .number($0) })
    set("temperature", temperature.map { .number($0) })
    set("topP", topP.map { .number($0) })
    set("presencePenalty", presencePenalty.map { .number($0) })
    switch responseFormat?.type {
    case nil, "text"?: break
    case "json_object"?: set("responseMimeType", "application/json")
    case "json_schema"?:
      guard let schema = responseFormat?.schema else {
        throw .fault("response_format.json_schema.schema", "is missing; send a JSON Schema.")
      }
      set("responseMimeType", "application/json")
      set("responseJsonSchema", schema)
    case let type?:
      throw .fault("response_format.type", "'\(type.prefix(bytes: 50))' is not text, json_object or json_schema.")
    }
    set("thinkingConfig", thinking)
    return settings
  }
}

/// The name of a field in a message about it.
struct FieldName {
  let text: String

  init(_ text: String) { self.text = text }

  func element(_ index: Int) -> FieldName { FieldName("\(text)[\(index)]") }
  func field(_ name: String) -> FieldName { FieldName("\(text).\(name)") }
}

extension Status {
  static func fault(_ field: FieldName, _ reason: String) -> Status { .fault(field.text, reason) }

  /// Says what is wrong with a field.
  static func fault(_ field: String, _ reason: String) -> Status { .invalidArgument("\(field): \(reason)") }
}
