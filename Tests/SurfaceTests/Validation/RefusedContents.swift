/// Contents that cannot be answered, and the service's words for it.
enum RefusedContents {
  typealias Case = ValidationCase

  static let cases = turns + functionTurns + signatures + parts

  private static let turns = [
    Case(
      "a tool's role",
      contents: #"{"role": "tool", "parts": [{"text": "a"}]}"#,
      message: "Please use a valid role: user, model."
    ),
    Case(
      "the role function at a newer model",
      "gemini-3.8-flash",
      contents: "\(Case.user), \(Case.signedCall("YQ==")), "
        + #"{"role": "function", "parts": [{"functionResponse": {"name": "f", "response": {}}}]}"#,
      message:
        "Role 'function' is not supported. Please use a valid role: SYSTEM, SYSTEM_1, USER, ASSISTANT, DEVELOPER, "
        + "CONTEXT, USER_CONTEXT, MODEL, USER."
    ),
    Case(
      "a single turn of the model's",
      contents: Case.model,
      message: "Please ensure that single turn requests end with a user role or the role field is empty."
    ),
    Case(
      "the model's turn at the end, at a newer model",
      "gemini-3.8-flash",
      contents: "\(Case.user), \(Case.model)",
      message: "Requests ending with a model turn are not supported."
    ),
  ]

  private static let tooEarly =
    "Please ensure that function call turn comes immediately after a user turn or after a function response turn."
  private static let notAfterCall =
    "Please ensure that function response turn comes immediately after a function call turn."
  private static let otherNumber =
    "Please ensure that the number of function response parts is equal to the number of function call parts of the "
    + "function call turn."

  private static let functionTurns = [
    Case("a call at the beginning", contents: "\(Case.call), \(Case.response)", message: tooEarly),
    Case(
      "a call after a turn of the model's",
      contents: "\(Case.user), \(Case.model), \(Case.call), \(Case.response)",
      message: tooEarly
    ),
    Case("a response without a call", contents: "\(Case.user), \(Case.response)", message: notAfterCall),
    Case("a call that is not answered", contents: "\(Case.user), \(Case.call), \(Case.user)", message: otherNumber),
    Case(
      "a call at Gemini 3 that is not answered",
      "gemini-3-flash-preview",
      contents: "\(Case.user), \(Case.signedCall("YQ==")), \(Case.user)",
      message: otherNumber
    ),
    Case(
      "a call at Gemini 2.0 that the model goes on after",
      "gemini-2.0-flash",
      contents: "\(Case.user), \(Case.call), \(Case.model)",
      message: otherNumber
    ),
    Case(
      "a response too many in the model's turn",
      contents: "\(Case.user), "
        + #"{"role": "model", "parts": [{"functionCall": {"name": "f"}}, {"functionResponse": {"name": "f"}}, "#
        + #"{"functionResponse": {"name": "f"}}]}, \#(Case.user)"#,
      message: notAfterCall
    ),
    Case(
      "a user who answers his own call",
      contents: #"\#(Case.user), {"parts": [{"functionCall": {"name": "f"}}, {"functionResponse": {"name": "f"}}]}"#,
      message: notAfterCall
    ),
    Case(
      "two calls and one response",
      contents: "\(Case.user), "
        + #"{"role": "model", "parts": [{"functionCall": {"name": "f"}}, {"functionCall": {"name": "g"}}]}, "#
        + Case.response,
      message: otherNumber
    ),
  ]

  private static func unsigned(_ name: String, _ position: Int) -> String {
    "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, "
      + "and missing thought_signature may lead to degraded model performance. Additional data, function call "
      + "`default_api:\(name)` , position \(position). Please refer to "
      + "https://ai.google.dev/gemini-api/docs/thought-signatures for more details."
  }

  private static let signatures = [
    Case(
      "an unsigned call",
      "gemini-3-flash-preview",
      contents: "\(Case.user), \(Case.call), \(Case.response)",
      message: unsigned("f", 2)
    ),
    Case(
      "an unsigned second step",
      "gemini-3.5-flash",
      contents: "\(Case.user), \(Case.signedCall("YQ==")), \(Case.response), \(Case.call), \(Case.response)",
      message: unsigned("f", 4)
    ),
    Case(
      "an empty signature",
      "gemini-3.5-flash",
      contents: "\(Case.user), \(Case.signedCall("")), \(Case.response)",
      message: unsigned("f", 2)
    ),
  ]

  private static let parts = [
    Case(
      "a file whose type is none",
      contents: #"{"parts": [{"text": "a"}, {"inlineData": {"mimeType": "png", "data": "AAAA"}}]}"#,
      message: "Unsupported MIME type: png"
    ),
    Case(
      "an uploaded file whose type is none",
      contents: #"{"parts": [{"fileData": {"mimeType": "csv", "fileUri": "files/a"}}]}"#,
      message: "Unsupported MIME type: csv"
    ),
    Case(
      "a file whose type is of no kind",
      contents: #"{"parts": [{"text": "a"}, {"inlineData": {"mimeType": "bad/mime_type", "data": "AAAA"}}]}"#,
      message: "Unsupported MIME type: bad/mime_type"
    ),
    Case(
      "an empty thought of the user's",
      contents: #"{"role": "user", "parts": [{"thought": true}]}"#,
      message: Case.line("contents[0].parts[0].data", "required oneof field 'data' must have one initialized field")
    ),
    Case(
      "several faults at once",
      contents: #"{"parts": []}, {"parts": [{}, {"functionResponse": {"response": {}}}, {"functionCall": {}}]}"#,
      with: #""generationConfig": {"topP": 7}"#,
      message: Case.line("contents[0].parts", "contents.parts must not be empty.")
        + Case.line("contents[1].parts[0].data", "required oneof field 'data' must have one initialized field")
        + Case.line("contents[1].parts[1].function_response.name", "Name cannot be empty.")
        + Case.line("contents[1].parts[2].function_call.name", "Name cannot be empty.")
        + Case.line("generation_config.top_p", "top_p must be in the range [0.0, 1.0].")
    ),
    Case(
      "more faults than an answer holds",
      contents: #"{"parts": [\#(Array(repeating: "{}", count: 500).joined(separator: ", "))]}"#,
      message: (0..<20).map {
        Case.line("contents[0].parts[\($0)].data", "required oneof field 'data' must have one initialized field")
      }.joined()
    ),
    Case(
      "a file as system instruction",
      with: #""systemInstruction": {"parts": [{"fileData": {"fileUri": "files/a"}}]}"#,
      message: Case.line(
        "system_instruction.parts[0].file_data",
        "a system instruction takes no files; put the file into contents."
      )
    ),
  ]
}
