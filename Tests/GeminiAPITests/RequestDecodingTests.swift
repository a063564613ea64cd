import Testing

@testable import GeminiAPI

@Suite("A request is read in every form clients send")
struct RequestDecodingTests {
  static func decode(_ text: String) throws(Status) -> GenerateContentRequest {
    try GenerateContentRequest.decode(Array(text.utf8))
  }

  @Test("both name cases mean the same at every level")
  func nameCases() throws {
    let camel = try Self.decode(
      """
      {"systemInstruction": {"parts": [{"text": "s"}]}, "contents": [{"role": "user", "parts": [
      {"inlineData": {"mimeType": "text/csv", "data": "YWJj", "displayName": "d"}},
      {"fileData": {"fileUri": "u", "mimeType": "m"}}, {"executableCode": {"code": "c", "language": "PYTHON"}},
      {"codeExecutionResult": {"outcome": "OUTCOME_OK"}}, {"functionCall": {"name": "f", "args": {"aB_c": 1}}}]}],
      "tools": [{"codeExecution": {}, "functionDeclarations": [{"name": "f", "parametersJsonSchema": {"$ref": "x"}}]}],
      "toolConfig": {"functionCallingConfig": {"mode": "ANY", "allowedFunctionNames": ["f"]}},
      "generationConfig": {"maxOutputTokens": 5, "topP": 0.5, "thinkingConfig": {"includeThoughts": true}},
      "cachedContent": "cachedContents/x"}
      """
    )
    let snake = try Self.decode(
      """
      {"system_instruction": {"parts": {"text": "s"}}, "contents": {"role": "user", "parts": [
      {"inline_data": {"mime_type": "text/csv", "data": "YWJj", "display_name": "d"}},
      {"file_data": {"file_uri": "u", "mime_type": "m"}}, {"executable_code": {"code": "c", "language": 1}},
      {"code_execution_result": {"outcome": 1}}, {"function_call": {"name": "f", "args": {"aB_c": 1}}}]},
      "tools": {"code_execution": {}, "function_declarations": {"name": "f", "parameters_json_schema": {"$ref": "x"}}},
      "tool_config": {"function_calling_config": {"mode": 2, "allowed_function_names": "f"}},
      "generation_config": {"max_output_tokens": "5", "top_p": "0.5", "thinking_config": {"include_thoughts": true}},
      "cached_content": "cachedContents/x", "store": null, "model": null}
      """
    )
    #expect(camel == snake)
    #expect(
      camel.contents.first?.parts.first?.data
        == .inlineData(Blob(mimeType: "text/csv", data: [97, 98, 99], displayName: "d"))
    )
    #expect(camel.tools.first?.codeExecution == true)
    #expect(camel.toolConfig?.functionCallingConfig?.mode == "ANY")
    #expect(camel.generationConfig?.thinkingConfig?.includeThoughts == true)
  }

  @Test("fields nothing acts on are accepted")
  func acceptedFields() throws {
    let request = try Self.decode(
      """
      {"model": "models/m", "contents": [{"parts": [{"text": "", "thought": true, "thoughtSignature": "-_8",
      "videoMetadata": {"fps": 1}, "mediaResolution": {"level": "x"}, "partMetadata": {"k": 1}},
      {"toolCall": {"id": "i", "toolType": "GOOGLE_SEARCH_WEB", "args": {}}}, {"toolResponse": {"response": {}}}, {}]}],
      "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_NONE"}],
      "toolConfig": {"retrievalConfig": {"latLng": {}}, "includeServerSideToolInvocations": true},
      "tools": [{"googleSearch": {}, "urlContext": {}, "googleMaps": {}, "fileSearch": {}, "computerUse": {},
      "googleSearchRetrieval": {}, "mcpServers": [{"name": "m"}]}], "labels": {"a": "b"}, "serviceTier": "flex",
      "store": true, "continuationToken": "t", "generationConfig": {"candidateCount": 1, "stopSequences": ["x"],
      "temperature": 0, "topK": 40.0, "seed": 4.0, "responseMimeType": "m", "_responseJsonSchema": {},
      "responseSchema": {"type": "object", "properties": {"a": {"type": "STRING", "any_of": [{"type": 3}]}}},
      "presencePenalty": 0.1, "frequencyPenalty": 0.1, "responseLogprobs": true, "logprobs": 2,
      "responseModalities": ["TEXT", "IMAGE"], "speechConfig": {}, "imageConfig": {}, "routingConfig": {},
      "mediaResolution": "MEDIA_RESOLUTION_LOW", "audioTimestamp": true, "enableEnhancedCivicAnswers": true,
      "audioTranscriptionConfig": {}}}
      """
    )
    let parts = try #require(request.contents.first?.parts)
    #expect(parts.first?.data == .text(""))
    #expect(parts.first?.thoughtSignature == [0xFB, 0xFF])
    #expect(parts.last == Part())
    #expect(request.labels == [.init(key: "a", value: "b")])
    #expect(request.generationConfig?.seed == 4)
    #expect(request.tools.first?.mcpServers == true)
  }

  @Test(
    "whole numbers come in many clothes",
    arguments: [
      ("5", 5), ("5.0", 5), ("\"5\"", 5), ("\"5.0\"", 5), ("5e0", 5), ("-1", -1), ("2147483647", 2_147_483_647),
      ("null", nil),
    ]
  )
  func integers(_ text: String, _ expected: Int?) throws {
    let request = try Self.decode(#"{"generationConfig": {"seed": \#(text)}}"#)
    #expect(request.generationConfig?.seed == expected)
  }

  @Test("base64 with escaped slashes is read")
  func escapedBase64() throws {
    let request = try Self.decode(#"{"contents": {"parts": {"inlineData": {"data": "\/\/\u002b\/"}}}}"#)
    #expect(request.contents.first?.parts.first?.data == .inlineData(Blob(mimeType: "", data: [0xFF, 0xFF, 0xBF])))
  }

  @Test("of a field given twice the last one counts, in whichever case")
  func repeatedField() throws {
    let request = try Self.decode(
      #"{"cached_content": "a", "cachedContent": "b", "contents": {"role": "x", "role": "y"}}"#
    )
    #expect(request.cachedContent == "b")
    #expect(request.contents.first?.role == "y")
  }

  @Test("what is written as an answer is read as history")
  func history() throws {
    var toolCall = ToolCall()
    toolCall.id = "2"
    toolCall.toolType = "URL_CONTEXT"
    let content = Content(
      role: "model",
      parts: [
        .text("t\u{2028}\"<"),
        Part(data: .executableCode(ExecutableCode(id: "i", code: "c")), thoughtSignature: [255, 254]),
        .codeExecutionResult(CodeExecutionResult(outcome: .deadlineExceeded, output: "o")),
        .inlineData(Blob(mimeType: "image/png", data: [1, 2, 3, 4])),
        .functionCall(FunctionCall(id: "1", name: "f", args: ["x": [1, nil, true, "s"]])),
        Part(data: .functionResponse(FunctionResponse(name: "f", response: ["r": 1])), thought: true),
        Part(data: .toolCall(toolCall)),
        Part(data: .fileData(FileData(mimeType: "m", fileUri: "u"))),
      ]
    )
    for pretty in [true, false] {
      let body = Array("{\"contents\":".utf8) + content.json(pretty: pretty) + Array("}".utf8)
      #expect(try GenerateContentRequest.decode(body).contents == [content])
    }
  }
}
