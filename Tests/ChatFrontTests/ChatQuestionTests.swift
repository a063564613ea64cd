import ChatFront
import GeminiAPI
import ModelBackends
import Testing

/// Requests for chat completions, and the requests for content they become.
@Suite("What a chat asks")
struct ChatQuestionTests {
  private func question(_ body: String, model: String = "gemini-2.5-flash") throws -> ChatQuestion {
    let whole = #"{"model": "\#(model)", \#(body)}"#
    return try ChatQuestion(.decode(Array(whole.utf8)), catalog: try Models.catalog.get())
  }

  /// The members of the request for content but its `contents`, which stand first.
  private func settings(_ body: String, model: String = "gemini-2.5-flash") throws -> String {
    let asked = try question(#""messages": [{"role": "user", "content": "hi"}]"# + body, model: model)
    return JSONValue.object(Array((asked.body.members ?? []).dropFirst())).lineText
  }

  @Test(
    "messages become contents",
    arguments: [
      (#"{"role": "user", "content": "hi"}"#, #"{"role": "user", "parts": [{"text": "hi"}]}"#),
      (
        #"{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "🎉"}]}"#,
        #"{"role": "user", "parts": [{"text": "a"}, {"text": "🎉"}]}"#
      ),
      (
        #"{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AAE=", "detail": "low"}}]}"#,
        #"{"role": "user", "parts": [{"inlineData": {"mimeType": "image/png", "data": "AAE="}}]}"#
      ),
      (
        #"{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://e.org/a.png"}}]}"#,
        #"{"role": "user", "parts": [{"fileData": {"fileUri": "https://e.org/a.png"}}]}"#
      ),
      (
        #"{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "AAE=", "format": "mp3"}}]}"#,
        #"{"role": "user", "parts": [{"inlineData": {"mimeType": "audio/mp3", "data": "AAE="}}]}"#
      ),
      (
        #"{"role": "user", "content": [{"type": "file", "file": {"filename": "t.csv", "file_data": "AAE="}}]}"#,
        #"{"role": "user", "parts": [{"inlineData": {"mimeType": "text/csv", "data": "AAE="}}]}"#
      ),
      (
        #"{"role": "user", "content": [{"type": "file", "file": {"file_data": "data:text/csv;charset=utf-8;base64,AAE="}}]}"#,
        #"{"role": "user", "parts": [{"inlineData": {"mimeType": "text/csv", "data": "AAE="}}]}"#
      ),
      (
        #"{"role": "user", "content": [{"type": "file", "file": {"file_id": "files/abc"}}]}"#,
        #"{"role": "user", "parts": [{"fileData": {"fileUri": "files/abc"}}]}"#
      ),
      (
        #"{"role": "user", "content": "q"}, {"role": "assistant", "content": "a", "refusal": null}, {"role": "user", "content": "r"}"#,
        #"{"role": "user", "parts": [{"text": "q"}]}, {"role": "model", "parts": [{"text": "a"}]}, {"role": "user", "parts": [{"text": "r"}]}"#
      ),
      (
        #"{"role": "user", "content": "q"}, {"role": "assistant", "content": [{"type": "text", "text": "a"}, {"type": "refusal", "refusal": "no"}]}"#,
        #"{"role": "user", "parts": [{"text": "q"}]}, {"role": "model", "parts": [{"text": "a"}, {"text": "no"}]}"#
      ),
    ]
  )
  func contents(messages: String, contents: String) throws {
    let body = try question(#""messages": [\#(messages)]"#).body
    #expect(try body["contents"] == JSONParser.parse(Array("[\(contents)]".utf8)), "\(body.lineText)")
  }

  @Test
  func `the words of system and developer are the instruction`() throws {
    let body = try question(
      #""messages": [{"role": "system", "content": "a"}, {"role": "user", "content": "q"}, {"role": "developer", "content": [{"type": "text", "text": "b"}]}]"#
    ).body
    #expect(body["systemInstruction"]?.lineText == #"{"parts": [{"text": "a"},{"text": "b"}]}"#)
    #expect(body["contents"]?.elements?.count == 1)
  }

  @Test
  func `calls and their answers find one another, by id or else in their order, and all answers are one turn`() throws {
    let calls = #"""
      {"role": "user", "content": "q"},
      {"role": "assistant", "content": null, "tool_calls": [
        {"id": "1", "type": "function", "index": 0, "function": {"name": "f", "arguments": "{\"a\": 1}"},
         "extra_content": {"google": {"thought_signature": "AAE="}}},
        {"id": "", "type": "function", "function": {"name": "g", "arguments": ""}}]},
      {"role": "tool", "tool_call_id": "1", "content": "{\"r\": 2}"},
      {"role": "tool", "tool_call_id": "", "content": [{"type": "text", "text": "fi"}, {"type": "text", "text": "ne"}]},
      {"role": "user", "content": "and?"}
      """#
    let body = try question(#""messages": [\#(calls)]"#).body
    let turns = [
      #"{"role": "user","parts": [{"text": "q"}]}"#,
      #"{"role": "model","parts": [{"functionCall": {"name": "f","args": {"a": 1},"id": "1"},"thoughtSignature": "AAE="},"#
        + #"{"functionCall": {"name": "g","args": {}}}]}"#,
      #"{"role": "user","parts": [{"functionResponse": {"name": "f","response": {"r": 2},"id": "1"}},"#
        + #"{"functionResponse": {"name": "g","response": {"result": "fine"}}}]}"#,
      #"{"role": "user","parts": [{"text": "and?"}]}"#,
    ]
    #expect(body["contents"]?.elements?.map(\.lineText) == turns)
  }

  @Test
  func `parts that come back are the turn, and images of a text that comes back are a note`() throws {
    let parts =
      #"[{"index": 0, "text": "I compute."}, {"index": 1, "executableCode": {"language": "PYTHON", "code": "print(1)"}}]"#
    let both = #"""
      {"role": "user", "content": "q"},
      {"role": "assistant", "content": "told", "extra_content": {"google": {"parts": \#(parts), "thought": true}}},
      {"role": "assistant", "content": "a ![figure](data:image/png;base64,AAAA) b ![figure](data: ![figure](data:x"}
      """#
    let contents = try question(#""messages": [\#(both)]"#).body["contents"]?.elements ?? []
    #expect(
      contents[1].lineText
        == #"{"role": "model","parts": [{"text": "I compute."},{"executableCode": {"language": "PYTHON","code": "print(1)"}}]}"#
    )
    #expect(
      contents[2]["parts"]?.elements?.first?["text"]?.text == "a [file: image/png] b ![figure](data: ![figure](data:x"
    )
  }

  @Test(
    "settings",
    arguments: [
      ("", "{}"),
      (
        #", "n": 2, "stop": "x", "max_tokens": 5, "temperature": 0.5, "top_p": 1, "presence_penalty": 0"#,
        #"{"generationConfig": {"candidateCount": 2,"stopSequences": ["x"],"maxOutputTokens": 5,"temperature": 0.5,"topP": 1.0,"presencePenalty": 0.0}}"#
      ),
      (
        #", "stop": ["x", "y"], "max_tokens": 5, "max_completion_tokens": 6, "user": "u", "parallel_tool_calls": false"#,
        #"{"generationConfig": {"stopSequences": ["x","y"],"maxOutputTokens": 6}}"#
      ),
      (#", "response_format": {"type": "text"}"#, "{}"),
      (
        #", "response_format": {"type": "json_object"}"#,
        #"{"generationConfig": {"responseMimeType": "application/json"}}"#
      ),
      (
        #", "response_format": {"type": "json_schema", "json_schema": {"name": "a", "strict": true, "schema": {"type": "object"}}}"#,
        #"{"generationConfig": {"responseMimeType": "application/json","responseJsonSchema": {"type": "object"}}}"#
      ),
      (
        #", "extra_body": {"google": {"cached_content": "cachedContents/a"}}"#,
        #"{"cachedContent": "cachedContents/a"}"#
      ),
      (
        #", "extra_body": {"google": {"thinking_config": {"thinking_budget": 9, "include_thoughts": true}}}"#,
        #"{"generationConfig": {"thinkingConfig": {"includeThoughts": true,"thinkingBudget": 9}}}"#
      ),
      (
        #", "tools": [{"type": "function", "function": {"name": "f", "description": "d", "strict": true, "parameters": {"type": "object"}}}], "tool_choice": "required""#,
        #"{"tools": [{"functionDeclarations": [{"name": "f","description": "d","parametersJsonSchema": {"type": "object"}}]}],"toolConfig": {"functionCallingConfig": {"mode": "ANY"}}}"#
      ),
      (
        #", "tools": [{"type": "code_execution"}], "tool_choice": {"type": "function", "function": {"name": "f"}}"#,
        #"{"tools": [{"codeExecution": {}}],"toolConfig": {"functionCallingConfig": {"mode": "ANY","allowedFunctionNames": ["f"]}}}"#
      ),
      (
        #", "tools": [{"type": "code_execution"}], "extra_body": {"google": {"tools": [{"code_execution": {}}, {"google_search": {}}]}}, "tool_choice": "auto""#,
        #"{"tools": [{"code_execution": {}},{"google_search": {}}],"toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}}"#
      ),
    ]
  )
  func settings(body: String, settings: String) throws {
    #expect(try self.settings(body) == settings)
  }

  @Test(
    "efforts",
    arguments: [
      ("gemini-2.5-flash", "none", #""thinkingBudget": 0"#),
      ("gemini-2.5-flash", "minimal", #""thinkingBudget": 1024"#),
      ("gemini-2.5-flash", "low", #""thinkingBudget": 1024"#), ("gemini-2.5-pro", "medium", #""thinkingBudget": 8192"#),
      ("models/gemini-2.5-pro", "high", #""thinkingBudget": 24576"#),
      ("gemini-3-flash-preview", "minimal", #""thinkingLevel": "MINIMAL""#),
      ("gemini-3-pro-preview", "minimal", #""thinkingLevel": "LOW""#),
      ("gemini-3-pro-preview", "medium", #""thinkingLevel": "HIGH""#),
      ("gemini-3-pro-preview", "high", #""thinkingLevel": "HIGH""#),
      ("gemini-3-pro-preview", "none", #""thinkingBudget": 0"#),
    ]
  )
  func effort(model: String, effort: String, config: String) throws {
    let settings = try settings(#", "reasoning_effort": "\#(effort)""#, model: model)
    #expect(settings == #"{"generationConfig": {"thinkingConfig": {\#(config)}}}"#)
  }

  @Test
  func `no thinking is nothing to say to a model that does not think`() throws {
    #expect(try settings(#", "reasoning_effort": "none""#, model: "gemini-2.0-flash") == "{}")
    #expect(try question(#""messages": [{"role": "user", "content": "a"}]"#, model: "models/m").model == "m")
  }

  @Test
  func `an upstream's own name for its model is found`() throws {
    let catalog = try Models.catalog.get().adding([ListedModel(name: "qwen:0.5b")], context: nil)
    let request = try ChatCompletionRequest.decode(
      Array(#"{"model": "qwen:0.5b", "messages": [{"role": "user", "content": "a"}]}"#.utf8)
    )
    #expect(try ChatQuestion(request, catalog: catalog).model == "qwen-0.5b")
  }
}
