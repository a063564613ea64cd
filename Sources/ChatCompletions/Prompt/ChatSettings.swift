import GeminiAPI

/// The settings of a request under the names chat completions have for them.
enum ChatSettings {
  static func members(of config: GenerationConfig?) -> [JSONMember] {
    guard let config else { return [] }
    var settings: [JSONMember] = []
    func set(_ name: JSONString, _ value: JSONValue?) { if let value { settings.append(JSONMember(name, value)) } }
    set("temperature", config.temperature.map(JSONValue.number))
    set("top_p", config.topP.map(JSONValue.number))
    set("seed", config.seed.map(JSONValue.number))
    set("presence_penalty", config.presencePenalty.map(JSONValue.number))
    set("frequency_penalty", config.frequencyPenalty.map(JSONValue.number))
    if !config.stopSequences.isEmpty { set("stop", .array(config.stopSequences.map { .string($0) })) }
    return settings
  }

  /// The form of the answer, `response_format`; nil for text.
  static func answerForm(_ config: GenerationConfig?) -> JSONValue? {
    guard let config, config.responseMimeType == "application/json" else { return nil }
    let schema = config.responseJsonSchema ?? config.responseSchema.map(jsonSchema)
    return schema.map { ["type": "json_schema", "json_schema": ["name": "answer", "schema": $0]] }
      ?? ["type": "json_object"]
  }

  /// The API's own schema form as JSON Schema: types are in small letters there.
  static func jsonSchema(_ schema: JSONValue) -> JSONValue {
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
}
