/// Well-formed requests that ask for what cannot be.
enum BadRequests {
  private static let request = "* GenerateContentRequest."

  private static let contents = [
    BadInput("no body", body: "", request + "contents: contents is not specified"),
    BadInput(
      "no contents",
      body: #"{"systemInstruction": {"parts": [{"text": "a"}]}}"#,
      request + "contents: contents is not"
    ),
    BadInput("empty contents", body: #"{"contents": []}"#, request + "contents: contents is not specified"),
    BadInput(
      "empty parts",
      body: #"{"contents": [{"parts": []}]}"#,
      request + "contents[0].parts: contents.parts must not be empty."
    ),
    BadInput(
      "no parts in a later turn",
      body: #"{"contents": [{"parts": {"text": "a"}}, {"role": "model"}]}"#,
      request + "contents[1].parts: contents.parts must not be empty."
    ),
    BadInput(
      "an empty part",
      body: BadInput.part("{}"),
      request + "contents[0].parts[0].data: required oneof field 'data' must have one initialized field"
    ),
    BadInput(
      "a role that is none",
      body: #"{"contents": [{"role": "system", "parts": [{"text": "a"}]}]}"#,
      "Please use a valid role: user, model."
    ),
    BadInput(
      "a file without type or name",
      body: BadInput.part(#"{"inlineData": {"data": "AAAA"}}"#),
      request + "contents[0].parts[0].inline_data.mime_type: mime_type must not be empty."
    ),
    BadInput(
      "a type that code cannot take",
      body: BadInput.part(#"{"inlineData": {"mimeType": "video/mp4", "data": "AAAA"}}"#),
      "Unsupported MIME type: video/mp4"
    ),
    BadInput(
      "one token too many",
      body: BadInput.part(#"{"text": "\#(String(repeating: "1", count: 1_048_577))"}"#),
      "The input token count (1048577) exceeds the maximum number of tokens allowed (1048576)."
    ),
    BadInput(
      "a file of nobody's",
      body: BadInput.part(#"{"fileData": {"fileUri": "http://127.0.0.1/v1beta/files/nothing"}}"#),
      "You do not have permission to access the File nothing or it may not exist.",
      status: 403,
      name: "PERMISSION_DENIED"
    ),
    BadInput(
      "a file of another server",
      body: BadInput.part(#"{"text": "```python\nprint(1)\n```"}, {"fileData": {"fileUri": "gs://bucket/file.csv"}}"#),
      request + "contents[0].parts[1].file_data.file_uri: 'gs://bucket/file.csv' names no uploaded file"
    ),
    BadInput(
      "a cache of nobody's",
      body: BadInput.with(#""cachedContent": "cachedContents/x""#),
      "CachedContent not found (or permission denied)",
      status: 403,
      name: "PERMISSION_DENIED"
    ),
  ]

  private static let settings = [
    BadInput(
      "too hot",
      body: BadInput.with(#""generationConfig": {"temperature": 9}"#),
      request + "generation_config.temperature: temperature must be in the range [0.0, 2.0]."
    ),
    BadInput(
      "more than all",
      body: BadInput.with(#""generationConfig": {"topP": 2}"#),
      request + "generation_config.top_p: top_p must"
    ),
    BadInput(
      "fewer tokens than none",
      body: BadInput.with(#""generationConfig": {"maxOutputTokens": -1}"#),
      request + "generation_config.max_output_tokens: max_output_tokens must be positive."
    ),
    BadInput(
      "two candidates",
      body: BadInput.with(#""tools": [{"codeExecution": {}}], "generationConfig": {"candidateCount": 2}"#),
      "Multiple candidates is not enabled for models/gemini-2.5-flash"
    ),
    BadInput(
      "six stop sequences",
      body: BadInput.with(#""generationConfig": {"stopSequences": ["a", "b", "c", "d", "e", "f"]}"#),
      request + "generation_config.stop_sequences: the number of stop_sequences must not exceed 5"
    ),
    BadInput(
      "functions beside code",
      body: BadInput.with(#""tools": [{"codeExecution": {}}, {"functionDeclarations": [{"name": "f"}]}]"#),
      "Tool use with function calling is unsupported"
    ),
    BadInput(
      "a function's name with a blank",
      body: BadInput.with(#""tools": [{"functionDeclarations": [{"name": "f g"}]}]"#),
      request + "tools[0].function_declarations[0].name: Invalid function name."
    ),
  ]

  private static let counting = [
    BadInput(
      "nothing to count",
      bytes: BadInput.request("POST", countTokens, body: []),
      request + "contents: contents is not specified"
    ),
    BadInput(
      "two things to count",
      bytes: BadInput.request("POST", countTokens, body: Array(BadInput.with(#""generateContentRequest": {}"#).utf8)),
      "Invalid value at 'generate_content_request' (",
      fields: ["generate_content_request"]
    ),
  ]

  private static let countTokens = "/v1beta/models/gemini-2.5-flash:countTokens"

  static let cases = contents + settings + counting
}

extension BadInput {
  init(_ description: String, bytes: [UInt8], _ message: String, fields: [String?]) {
    self.init(description, bytes: bytes, message)
    self.fields = fields
  }
}
