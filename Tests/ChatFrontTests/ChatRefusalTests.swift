import ChatFront
import GeminiAPI
import ModelBackends
import Testing

/// What is said of requests for chat completions that cannot be meant.
@Suite("What is wrong with a chat")
struct ChatRefusalTests {
  private func refusal(_ body: String) -> String? {
    do {
      let whole = Array(#"{"model": "gemini-2.5-flash", \#(body)}"#.utf8)
      _ = try ChatQuestion(.decode(whole), catalog: try Models.catalog.get())
      return nil
    } catch {
      return (error as? Status)?.message
    }
  }

  private static let user = #""messages": [{"role": "user", "content": "a"}]"#

  @Test(
    "what is wrong is told with its field and what to do",
    arguments: [
      (#""messages": []"#, "messages: there is nothing to answer; send at least one message of the role user."),
      (
        #""messages": [{"role": "system", "content": "a"}]"#,
        "messages: there is nothing to answer; send at least one message of the role user."
      ),
      (#""messages": [{"role": "user"}]"#, "messages[0].content: is missing."),
      (
        #""messages": [{"role": "bot", "content": "a"}]"#,
        "messages[0].role: 'bot' is not one of system, developer, user, assistant, tool."
      ),
      (#""messages": [{"role": "user", "content": 5}]"#, "Invalid value at 'messages[0].content' (TYPE_STRING), 5"),
      (
        #""messages": [{"role": "user", "content": [{"type": "video_url"}]}]"#,
        "messages[0].content[0].type: 'video_url' is not one of text, image_url, input_audio, file."
      ),
      (#""messages": [{"role": "user", "content": [{"type": "text"}]}]"#, "messages[0].content[0].text: is missing."),
      (
        #""messages": [{"role": "system", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]"#,
        "messages[0].content[0].type: 'image_url' cannot stand in a message of the role system; it takes text."
      ),
      (
        #""messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png,a"}}]}]"#,
        "messages[0].content[0].image_url.url: a data: URI must be in base64: data:TYPE;base64,…."
      ),
      (
        #""messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,*"}}]}]"#,
        "messages[0].content[0].image_url.url: its data is not base64."
      ),
      (
        #""messages": [{"role": "user", "content": [{"type": "file", "file": {"file_data": "AA"}}]}]"#,
        "messages[0].content[0].file.file_data: its type is not known: send a URI data:TYPE;base64,… or a filename whose suffix tells the type."
      ),
      (
        #""messages": [{"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "AA", "format": "../x"}}]}]"#,
        "messages[0].content[0].input_audio.format: must be a name such as wav or mp3."
      ),
      (
        #""messages": [{"role": "tool", "tool_call_id": "7", "content": "a"}]"#,
        "messages[0].tool_call_id: no call before has the id '7'; send the assistant's message with its tool_calls, and the id of one of them."
      ),
      (
        #""messages": [{"role": "assistant", "tool_calls": [{"id": "7", "function": {"name": "f", "arguments": "[1"}}]}]"#,
        "messages[0].tool_calls[0].function.arguments: must be a JSON object, written as text."
      ),
      (
        #""messages": [{"role": "assistant", "function_call": {"name": "f"}}]"#,
        "messages[0].function_call: is not read; send tool_calls."
      ),
      (
        user + #", "tools": [{"type": "web_search"}]"#,
        "tools[0].type: 'web_search' is not a tool of this server; use function, or code_execution for code that runs here."
      ),
      (user + #", "tools": [{"type": "function"}]"#, "tools[0].function: is missing."),
      (
        user + #", "tool_choice": "any""#,
        "tool_choice: 'any' is not none, auto or required; a function is named by {\"type\": \"function\", \"function\": {\"name\": …}}."
      ),
      (
        user + #", "response_format": {"type": "xml"}"#,
        "response_format.type: 'xml' is not text, json_object or json_schema."
      ),
      (
        user + #", "response_format": {"type": "json_schema"}"#,
        "response_format.json_schema.schema: is missing; send a JSON Schema."
      ),
      (
        user + #", "reasoning_effort": "max""#,
        "reasoning_effort: 'max' is not one of none, minimal, low, medium, high."
      ),
      (
        user + #", "reasoning_effort": "low", "extra_body": {"google": {"thinking_config": {}}}"#,
        "Expected one of either `reasoning_effort` or custom `thinking_config`; found both."
      ),
      (user + #", "seed": null"#, "Invalid JSON payload received. Unknown name \"seed\": Cannot find field."),
      (user + #", "google": {}"#, "Invalid JSON payload received. Unknown name \"google\": Cannot find field."),
      (
        user + #", "extra_body": {"google": {"generation_config": {}}}"#,
        "Invalid JSON payload received. Unknown name \"generation_config\" at 'extra_body.google': Cannot find field."
      ),
    ]
  )
  func refusals(body: String, message: String) {
    #expect(refusal(body) == message)
  }

  @Test
  func `a request without a model names the list of models`() throws {
    let request = try ChatCompletionRequest.decode(Array("{\(Self.user)}".utf8))
    #expect(throws: Status.invalidArgument("model: is missing; GET /v1beta/openai/models lists the models.")) {
      try ChatQuestion(request, catalog: try Models.catalog.get())
    }
  }
}
