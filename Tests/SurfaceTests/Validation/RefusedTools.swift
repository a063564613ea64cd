/// Tools that cannot be had, and the service's words for it.
enum RefusedTools {
  typealias Case = ValidationCase

  static let cases = functions + mixes + others

  private static let invalidName =
    "Invalid function name. Must start with a letter or an underscore. Must be alphameric (a-z, A-Z, 0-9), underscores "
    + "(_), dots (.), colons (:), or dashes (-), with a maximum length of 64."

  private static let functions = [
    Case(
      "names of functions that are none",
      with: Case.functions(
        #"{"name": "1f"}, {"name": "ok"}, {"name": ""}, {"name": "\#(String(repeating: "a", count: 65))"}, {"name": "é"}"#
      ),
      message: [0, 2, 3, 4].map { Case.line("tools[0].function_declarations[\($0)].name", invalidName) }.joined()
    ),
    Case(
      "a function declared twice",
      with: #""tools": [{"functionDeclarations": [{"name": "f"}]}, {"functionDeclarations": {"name": "f"}}]"#,
      message: "Duplicate function declaration found: f"
    ),
    Case(
      "parameters with faults",
      with: Case.functions(
        #"{"name": "f", "parameters": {"type": "STRING", "properties": {"a": {"type": 5}}}, "response": "#
          + #"{"type": "OBJECT", "required": ["x"]}}"#
      ),
      message: Case.line("tools[0].function_declarations[0].parameters.properties", "only allowed for OBJECT type")
        + Case.line("tools[0].function_declarations[0].parameters.properties[a].items", "missing field.")
        + Case.line("tools[0].function_declarations[0].response.required[0]", "property is not defined")
    ),
    Case(
      "a response twice",
      with: Case.functions(#"{"name": "f", "response": {"type": "OBJECT"}, "responseJsonSchema": {}}"#),
      message: Case.line(
        "tools[0].function_declarations[0].response_json_schema",
        "mutually exclusive with response."
      )
    ),
    Case(
      "parameters twice",
      with: Case.functions(#"{"name": "f", "parameters": {"type": "OBJECT"}, "parametersJsonSchema": {}}"#),
      message: Case.line(
        "tools[0].function_declarations[0].parameters_json_schema",
        "mutually exclusive with parameters."
      )
    ),
  ]

  private static func noStore(_ id: String) -> Case {
    Case(
      "a search in the store \(id)",
      with: #""tools": [{"file_search": {"file_search_store_names": ["fileSearchStores/\#(id)"]}}]"#,
      message: "You do not have permission to access the FileSearchStore \(id) or it may not exist."
    )
  }

  /// Told with another code than the others.
  static let stores = [
    noStore("test-non-existent-rag-store"), noStore("none"), noStore("unknownstore"), noStore("My-Files-9umxs3xlf0el"),
  ]

  private static let mixed = #""tools": [{"codeExecution": {}}, {"functionDeclarations": [{"name": "f"}]}]"#
  private static let mixedSearch = #""tools": [{"googleSearch": {}, "functionDeclarations": [{"name": "f"}]}]"#

  private static let mixes = [
    Case("functions beside code", with: mixed, message: "Tool use with function calling is unsupported"),
    Case(
      "functions beside a search",
      "gemini-2.0-flash",
      with: mixedSearch,
      message: "Tool use with function calling is unsupported"
    ),
    Case(
      "functions beside the screen at another model",
      with: #""tools": [{"computerUse": {}}, {"functionDeclarations": [{"name": "f"}]}]"#,
      message: "Tool use with function calling is unsupported"
    ),
    Case(
      "functions beside the screen and a search",
      "gemini-2.5-computer-use-preview-10-2025",
      with: #""tools": [{"computerUse": {}, "googleSearch": {}}, {"functionDeclarations": [{"name": "f"}]}]"#,
      message: "Tool use with function calling is unsupported"
    ),
    Case(
      "functions beside code without the flag",
      "gemini-3.8-flash",
      with: mixed,
      message:
        "Please enable tool_config.include_server_side_tool_invocations to use Built-in tools with Function calling."
    ),
    Case(
      "the flag before Gemini 3",
      with: #""tools": [{"codeExecution": {}}], "toolConfig": {"includeServerSideToolInvocations": true}"#,
      message: "Tool call context circulation is not enabled for models/gemini-2.5-flash"
    ),
    Case(
      "code beside a search at 2.0",
      "gemini-2.0-flash",
      with: #""tools": [{"codeExecution": {}, "googleSearch": {}}]"#,
      message: "Multiple tools are supported only when they are all search tools."
    ),
    Case(
      "the search of former years",
      with: #""tools": [{"googleSearchRetrieval": {}}]"#,
      message: "google_search_retrieval is not supported. Please use google_search tool instead."
    ),
    Case(
      "JSON beside code",
      with: #""tools": [{"codeExecution": {}}], "generationConfig": {"responseMimeType": "application/json"}"#,
      message: "Tool use with a response mime type: 'application/json' is unsupported"
    ),
    Case(
      "JSON beside functions",
      with: Case.functions(#"{"name": "f"}"#) + #", "generationConfig": {"responseMimeType": "application/json"}"#,
      message: "Function calling with a response mime type: 'application/json' is unsupported"
    ),
  ]

  private static func calling(_ config: String) -> String {
    Case.functions(#"{"name": "f"}"#) + #", "toolConfig": {"functionCallingConfig": {\#(config)}}"#
  }
  private static let allowed = "tool_config.function_calling_config.allowed_function_names"

  private static let others = [
    Case(
      "a calling mode without functions",
      with: #""tools": [{"codeExecution": {}}], "toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}"#,
      message: "Function calling config is set without function_declarations."
    ),
    Case(
      "allowed functions in the mode AUTO",
      with: calling(#""mode": "AUTO", "allowedFunctionNames": ["f"]"#),
      message: Case.line(allowed, "allowed_function_names may only be set if the mode is ANY or VALIDATED.")
    ),
    Case(
      "an allowed function that is not declared",
      with: calling(#""mode": "ANY", "allowedFunctionNames": ["f", "g"]"#),
      message: Case.line("\(allowed)[1]", "'g' does not match the name of a function declaration.")
    ),
    Case(
      "a store that is named as something else",
      with: #""tools": [{"fileSearch": {"fileSearchStoreNames": ["corpora/my-files-9umxs3xlf0el"]}}]"#,
      message: Case.line("tools.file_search.file_search_store_names", "unexpected file search store name format")
    ),
    Case(
      "a job in the place of a cache",
      with: #""cachedContent": "batchPredictionJobs/123""#,
      message: Case.line("cached_content", "unexpected cached content name format")
    ),
    Case(
      "Vertex AI's name of a cache",
      with: #""cachedContent": "projects/p/locations/us-central1/cachedContents/8163416782997028864""#,
      message: Case.line("cached_content", "unexpected cached content name format")
    ),
    Case(
      "a cache without a name",
      with: #""cachedContent": "cachedContents/""#,
      message: Case.line("cached_content", "unexpected cached content name format")
    ),
    Case(
      "an instruction beside a cache",
      with: #""cachedContent": "cachedContents/a", "systemInstruction": {"parts": [{"text": "a"}]}"#,
      message: "CachedContent can not be used with GenerateContent request setting system_instruction, tools or "
        + "tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request."
    ),
  ]
}
