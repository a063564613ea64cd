import ChatFront
import GeminiAPI
import ModelBackends
import Testing

/// Answers of the Gemini API, and the chat completions they become.
@Suite("What a chat is answered")
struct ChatAnswerTests {
  private func answer(stream: Bool, code: Bool = false, usage: Bool = false) throws -> ChatAnswer {
    let body = """
      {"model": "m", "messages": [{"role": "user", "content": "a"}], "stream": \(stream),
       "stream_options": {"include_usage": \(usage)}, "tools": [\(code ? #"{"type": "code_execution"}"# : "")]}
      """
    let question = try ChatQuestion(.decode(Array(body.utf8)), catalog: try Models.catalog.get())
    return ChatAnswer(to: question, created: 7, callID: { "made" })
  }

  private func response(_ parts: String, _ more: String = "", usage: String = "") throws -> GenerateContentResponse {
    let candidate = #"{"content": {"role": "model", "parts": [\#(parts)]}\#(more)}"#
    return try .decode(
      Array(#"{"candidates": [\#(candidate)], "responseId": "r", "modelVersion": "m"\#(usage)}"#.utf8)
    )
  }

  /// What a client reads: the service writes angle brackets as escapes.
  private func text(_ json: some JSONWritable) -> String {
    String(decoding: json.compactJSON, as: UTF8.self).replacing(#"\u003c"#, with: "<").replacing(#"\u003e"#, with: ">")
  }

  private static let stop = #", "finishReason": "STOP", "index": 0"#

  @Test(
    "whole answers",
    arguments: [
      (#"{"text": "Hi."}"#, stop, #""finish_reason":"stop","index":0,"message":{"content":"Hi.","role":"assistant"}"#),
      (#"{"text": ""}"#, stop, #""finish_reason":"stop","index":0,"message":{"content":"","role":"assistant"}"#),
      ("", #", "finishReason": "MAX_TOKENS""#, #""finish_reason":"length","index":0,"message":{"role":"assistant"}"#),
      (
        "", #", "finishReason": "PROHIBITED_CONTENT""#,
        #""finish_reason":"content_filter: PROHIBITED_CONTENT","index":0"#
      ),
      (
        "", #", "finishReason": "MALFORMED_FUNCTION_CALL""#,
        #""finish_reason":"function_call_filter: MALFORMED_FUNCTION_CALL","index":0"#
      ),
      (
        #"{"text": "a"}"#, #", "finishReason": "RECITATION""#,
        #""finish_reason":"content_filter: RECITATION","index":0,"message":{"content":"a","role":"assistant"}"#
      ),
      (
        #"{"thought": true, "text": "hm"}, {"text": "Hi.", "thoughtSignature": "AAE="}"#, stop,
        #""finish_reason":"stop","index":0,"message":{"content":"<thought>hm</thought>Hi.","extra_content":{"google":{"thought":true,"thought_signature":"AAE="}},"role":"assistant"}"#
      ),
      (
        #"{"functionCall": {"name": "f", "args": {"a": [1]}}, "thoughtSignature": "AAE="}, {"functionCall": {"name": "g", "id": "x"}}"#,
        stop,
        #""finish_reason":"tool_calls","index":0,"message":{"role":"assistant","tool_calls":[{"extra_content":{"google":{"thought_signature":"AAE="}},"function":{"arguments":"{\"a\":[1]}","name":"f"},"id":"made","type":"function"},{"function":{"arguments":"{}","name":"g"},"id":"x","type":"function"}]}"#
      ),
      (
        #"{"inlineData": {"mimeType": "image/png", "data": "AAE="}}, {"inlineData": {"mimeType": "text/csv", "data": "AAE="}}"#,
        stop,
        #""finish_reason":"stop","index":0,"message":{"content":"![figure](data:image/png;base64,AAE=)\n[file: text/csv, 2 bytes]\n","role":"assistant"}"#
      ),
    ]
  )
  func whole(parts: String, more: String, choice: String) throws {
    var answer = try answer(stream: false)
    #expect(
      text(answer.completion(try response(parts, more)))
        == #"{"choices":[{\#(choice)}],"created":7,"id":"r","model":"m","object":"chat.completion"}"#
    )
  }

  @Test
  func `code and results stand between fences, and as parts beside`() throws {
    var answer = try answer(stream: false, code: true)
    let parts = #"""
      {"text": "I run it."}, {"executableCode": {"language": "PYTHON", "code": "print('```')"}},
      {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "```\n"}}, {"text": "Done."}
      """#
    let completion = answer.completion(try response(parts, Self.stop))
    let reply = try #require(completion.choices.first?.reply)
    #expect(
      reply.content == "I run it.\n````python\nprint('```')\n````\n````text\n```\n````\nDone."
    )
    #expect(reply.parts.map(\.index) == [0, 1, 2, 3])
    #expect(
      text(reply).contains(
        #""parts":[{"index":0,"text":"I run it."},{"index":1,"executableCode":{"language":"PYTHON","code":"print('```')"}},"#
      )
    )
  }

  @Test
  func `a stream says each piece once, numbers calls, and ends thoughts before the first word`() throws {
    var answer = try answer(stream: true)
    let chunks = [
      try response(#"{"thought": true, "text": "h"}"#), try response(#"{"thought": true, "text": "m"}"#),
      try response(#"{"text": "Hi."}"#), try response(#"{"functionCall": {"name": "f"}}"#),
      try response(#"{"functionCall": {"name": "g"}}, {"text": ""}"#, Self.stop),
    ]
    let deltas = chunks.map { chunk in
      text(answer.completion(chunk)).replacing(
        #","created":7,"id":"r","model":"m","object":"chat.completion.chunk"}"#,
        with: ""
      )
    }
    #expect(
      deltas == [
        #"{"choices":[{"delta":{"content":"<thought>h","extra_content":{"google":{"thought":true}},"role":"assistant"},"index":0}]"#,
        #"{"choices":[{"delta":{"content":"m","extra_content":{"google":{"thought":true}},"role":"assistant"},"index":0}]"#,
        #"{"choices":[{"delta":{"content":"</thought>Hi.","role":"assistant"},"index":0}]"#,
        #"{"choices":[{"delta":{"role":"assistant","tool_calls":[{"function":{"arguments":"{}","name":"f"},"id":"made","index":0,"type":"function"}]},"index":0}]"#,
        #"{"choices":[{"delta":{"role":"assistant","tool_calls":[{"function":{"arguments":"{}","name":"g"},"id":"made","index":1,"type":"function"}]},"finish_reason":"tool_calls","index":0}]"#,
      ]
    )
  }

  @Test
  func `thoughts that nothing follows are ended all the same`() throws {
    var answer = try answer(stream: true)
    _ = answer.completion(try response(#"{"thought": true, "text": "h"}"#))
    let last = answer.completion(try response("", #", "finishReason": "MAX_TOKENS""#))
    #expect(last.choices.first?.reply?.content == "</thought>" && last.choices.first?.finishReason == "length")
  }

  @Test
  func `a reason that comes with code is not the end, and is told where nothing follows`() throws {
    var answer = try answer(stream: true)
    let code = try response(#"{"executableCode": {"language": "PYTHON", "code": "1"}}"#, Self.stop)
    #expect(answer.completion(code).choices.first?.finishReason == nil)
    let closing = answer.closing()
    #expect(closing?.choices == [ChatChoice(index: 0, reply: nil, finishReason: "stop")] && closing?.id == "r")
    #expect(answer.closing() == nil)
    _ = answer.completion(code)
    _ = answer.completion(try response(#"{"text": "a"}"#, Self.stop))
    #expect(answer.closing() == nil)
  }

  private static let counts = #"""
    , "usageMetadata": {"promptTokenCount": 1, "cachedContentTokenCount": 1, "candidatesTokenCount": 2,
      "toolUsePromptTokenCount": 4, "thoughtsTokenCount": 8, "totalTokenCount": 15}
    """#

  @Test
  func `counts`() throws {
    let response = try response(#"{"text": "a"}"#, Self.stop, usage: Self.counts)
    let usage =
      #""usage":{"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":8},"prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":1},"total_tokens":15}"#
    for (stream, wanted, isTold) in [(false, false, true), (true, false, false), (true, true, true)] {
      var answer = try answer(stream: stream, usage: wanted)
      #expect(text(answer.completion(response)).contains(usage) == isTold)
    }
  }

  @Test
  func `several candidates, and a prompt that was refused`() throws {
    var answer = try answer(stream: false)
    let two =
      #"{"candidates": [{"content": {"parts": [{"text": "a"}]}}, {"content": {"parts": [{"text": "b"}]}, "index": 1}]}"#
    #expect(answer.completion(try .decode(Array(two.utf8))).choices.map(\.reply?.content) == ["a", "b"])
    let blocked = #"{"promptFeedback": {"blockReason": "SAFETY"}}"#
    #expect(
      answer.completion(try .decode(Array(blocked.utf8))).choices
        == [ChatChoice(index: 0, reply: nil, finishReason: "content_filter: SAFETY")]
    )
  }
}
