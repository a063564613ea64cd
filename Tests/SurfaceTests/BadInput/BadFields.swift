/// JSON with members that are not there, or of another type.
enum BadFields {
  private static let api = "type.googleapis.com/google.ai.generativelanguage.v1beta."

  private static func unknown(_ name: String, at path: String? = nil, body: String) -> BadInput {
    let place = path.map { " at '\($0)'" } ?? ""
    return BadInput(
      "\(name) in \(path ?? "the root")",
      body: body,
      "Invalid JSON payload received. Unknown name \"\(name)\"\(place): Cannot find field.",
      fields: [path]
    )
  }

  private static func invalid(_ path: String, _ type: String, _ value: String, body: String) -> BadInput {
    BadInput("\(value) as \(path)", body: body, "Invalid value at '\(path)' (\(type)), \(value)", fields: [path])
  }

  private static let unknownNames = [
    unknown("foo", body: BadInput.with(#""foo": 1"#)),
    unknown("Contents", body: BadInput.with(#""Contents": []"#)),
    unknown("name", at: "contents[0]", body: #"{"contents": [{"name": "x", "parts": [{"text": "hi"}]}]}"#),
    unknown(
      "mime",
      at: "contents[0].parts[1].inline_data",
      body: BadInput.part(#"{"text": ""}, {"inlineData": {"mime": ""}}"#)
    ),
    unknown("code_exec", at: "tools[0]", body: BadInput.with(#""tools": [{"code_exec": {}}]"#)),
    unknown(
      "timeout",
      at: "tools[0].code_execution",
      body: BadInput.with(#""tools": [{"codeExecution": {"timeout": 5}}]"#)
    ),
    unknown("tools", at: "generation_config", body: BadInput.with(#""generationConfig": {"tools": []}"#)),
    unknown(
      "budget",
      at: "generation_config.thinking_config",
      body: BadInput.with(#""generation_config": {"thinking_config": {"budget": 1}}"#)
    ),
    BadInput(
      "two unknown names",
      body: BadInput.with(#""a": 1, "tools": [{"b": 2}]"#),
      "Invalid JSON payload received. Unknown name \"a\": Cannot find field.\n"
        + "Invalid JSON payload received. Unknown name \"b\" at 'tools[0]': Cannot find field.",
      fields: [nil, "tools[0]"]
    ),
  ]

  private static let wrongTypes = [
    invalid("contents", api + "Content", "\"hi\"", body: #"{"contents": "hi"}"#),
    invalid("contents", api + "Content", "5", body: #"{"contents": 5}"#),
    invalid("contents[0].parts", api + "Part", "\"hi\"", body: #"{"contents": [{"parts": "hi"}]}"#),
    invalid("contents[0].parts[0]", api + "Part", "\"hi\"", body: BadInput.part(#""hi""#)),
    invalid("contents[0].parts[0].text", "TYPE_STRING", "5", body: BadInput.part(#"{"text": 5}"#)),
    invalid(
      "contents[0].parts[0].thought",
      "TYPE_BOOL",
      "\"yes\"",
      body: BadInput.part(#"{"text": "", "thought": "yes"}"#)
    ),
    invalid("contents[0].role", "TYPE_STRING", "1", body: #"{"contents": [{"role": 1, "parts": [{"text": "hi"}]}]}"#),
    invalid(
      "system_instruction",
      api + "Content",
      "\"be brief\"",
      body: BadInput.with(#""systemInstruction": "be brief""#)
    ),
    invalid("tools", api + "Tool", "\"codeExecution\"", body: BadInput.with(#""tools": "codeExecution""#)),
    invalid(
      "tools[0].code_execution",
      api + "CodeExecution",
      "true",
      body: BadInput.with(#""tools": [{"codeExecution": true}]"#)
    ),
    invalid(
      "generation_config.temperature",
      "TYPE_FLOAT",
      "\"hot\"",
      body: BadInput.with(#""generationConfig": {"temperature": "hot"}"#)
    ),
    invalid(
      "generation_config.max_output_tokens",
      "TYPE_INT32",
      "1.5",
      body: BadInput.with(#""generationConfig": {"maxOutputTokens": 1.5}"#)
    ),
    invalid(
      "generation_config.max_output_tokens",
      "TYPE_INT32",
      "99999999999999999999",
      body: BadInput.with(#""generationConfig": {"maxOutputTokens": 99999999999999999999}"#)
    ),
    BadInput(
      "a list as a text",
      body: BadInput.part(#"{"text": ["a"]}"#),
      "Invalid JSON payload received. Unknown name \"text\" at 'contents[0].parts[0]': "
        + "Proto field is not repeating, cannot start list.",
      fields: ["contents[0].parts[0]"]
    ),
    BadInput(
      "an object as a text",
      body: BadInput.part(#"{"text": {"a": 1}}"#),
      "Invalid value at 'contents[0].parts[0]' (text), Starting an object on a scalar field",
      fields: ["contents[0].parts[0]"]
    ),
    BadInput(
      "two kinds of part in one",
      body: BadInput.part(#"{"inlineData": {"mimeType": "text/csv", "data": ""}, "text": "a"}"#),
      "Invalid value at 'contents[0].parts[0]' (oneof), oneof field 'data' is already set. Cannot set 'text'",
      fields: ["contents[0].parts[0]"]
    ),
  ]

  private static let wrongValues = [
    invalid(
      "contents[0].parts[0].executable_code.language",
      api + "ExecutableCode.Language",
      "\"RUBY\"",
      body: BadInput.part(#"{"executableCode": {"language": "RUBY", "code": "1"}}"#)
    ),
    invalid(
      "contents[0].parts[0].executable_code.language",
      api + "ExecutableCode.Language",
      "77",
      body: BadInput.part(#"{"executableCode": {"language": 77, "code": "1"}}"#)
    ),
    invalid(
      "contents[0].parts[0].code_execution_result.outcome",
      api + "CodeExecutionResult.Outcome",
      "\"FINE\"",
      body: BadInput.part(#"{"codeExecutionResult": {"outcome": "FINE"}}"#)
    ),
    invalid(
      "tool_config.function_calling_config.mode",
      api + "FunctionCallingConfig.Mode",
      "\"MAYBE\"",
      body: BadInput.with(#""toolConfig": {"functionCallingConfig": {"mode": "MAYBE"}}"#)
    ),
    invalid(
      "contents[0].parts[0].inline_data.data",
      "TYPE_BYTES",
      "Base64 decoding failed for \"***\"",
      body: BadInput.part(#"{"inlineData": {"mimeType": "text/csv", "data": "***"}}"#)
    ),
    invalid(
      "contents[0].parts[0].inline_data.data",
      "TYPE_BYTES",
      "Base64 decoding failed for \"AAAAA\"",
      body: BadInput.part(#"{"inlineData": {"mimeType": "text/csv", "data": "AAAAA"}}"#)
    ),
    invalid(
      "contents[0].parts[0].thought_signature",
      "TYPE_BYTES",
      "Base64 decoding failed for \"%%\"",
      body: BadInput.part(#"{"text": "a", "thoughtSignature": "%%"}"#)
    ),
  ]

  static let cases = unknownNames + wrongTypes + wrongValues
}
