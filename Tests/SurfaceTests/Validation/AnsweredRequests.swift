/// The counterparts of what is refused: requests at the edge that the service answers.
enum AnsweredRequests {
  typealias Case = ValidationCase

  static let cases = contents + settings + thinking + tools

  private static let contents = [
    Case("no role", contents: #"{"parts": [{"text": "hi"}]}"#),
    Case("an empty role", contents: #"{"role": "", "parts": [{"text": "hi"}]}"#),
    Case("the beginning of the answer", contents: "\(Case.user), \(Case.model)"),
    Case("two turns of the user's", contents: "\(Case.user), \(Case.user)"),
    Case(
      "a call answered in the role function",
      contents: "\(Case.user), \(Case.call), "
        + #"{"role": "function", "parts": [{"functionResponse": {"name": "f", "response": {}}}]}"#
    ),
    Case(
      "two steps with two calls each",
      contents: "\(Case.user), "
        + Array(
          repeating:
            #"{"role": "model", "parts": [{"functionCall": {"name": "f"}}, {"functionCall": {"name": "g"}}]}, "#
            + #"{"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {}}}, "#
            + #"{"functionResponse": {"name": "g", "response": {}}}, {"text": "go on"}]}"#,
          count: 2
        ).joined(separator: ", ")
    ),
    Case(
      "answers in pieces to a call that does not block",
      contents: "\(Case.user), \(Case.call), "
        + #"{"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {}, "willContinue": true}}, "#
        + #"{"functionResponse": {"name": "f", "response": {}, "scheduling": "SILENT"}}]}"#
    ),
    Case(
      "an unsigned call of an earlier turn",
      "gemini-3.5-flash",
      contents: "\(Case.user), \(Case.call), \(Case.response), \(Case.model), \(Case.user)"
    ),
    Case(
      "one signature for two calls at once",
      "gemini-3.5-flash",
      contents: "\(Case.user), "
        + #"{"role": "model", "parts": [{"functionCall": {"name": "f"}, "thoughtSignature": "YQ"}, "#
        + #"{"functionCall": {"name": "g"}}]}, {"role": "user", "parts": [{"functionResponse": {"name": "f", "#
        + #""response": {}}}, {"functionResponse": {"name": "g", "response": {}}}]}"#
    ),
    Case(
      "the signature for histories from elsewhere",
      "gemini-3.8-flash",
      contents: "\(Case.user), \(Case.signedCall("skip_thought_signature_validator")), \(Case.response)"
    ),
    Case(
      "its other text",
      "gemini-3.8-flash",
      contents: "\(Case.user), \(Case.signedCall("context_engineering_is_the_way_to_go")), \(Case.response)"
    ),
    Case(
      "a file of any type without the tool",
      contents: #"{"parts": [{"text": "a"}, {"inlineData": {"mimeType": "image/x-raw", "data": "AAAA"}}]}"#
    ),
    Case(
      "a call that Gemini 2.0's user does not answer",
      "gemini-2.0-flash",
      contents: "\(Case.user), \(Case.call), \(Case.user)"
    ),
    Case(
      "a call that is not answered, and later one that is",
      "gemini-2.0-flash-lite",
      contents: "\(Case.user), \(Case.call), \(Case.user), \(Case.call), \(Case.response)"
    ),
    Case("a model's turn that answers its own call", contents: "\(Case.user), \(Case.selfAnswered), \(Case.user)"),
    Case(
      "two calls, one answered at once and one by the user",
      "gemini-3.5-flash",
      contents: "\(Case.user), \(Case.model), \(Case.user), "
        + #"{"role": "model", "parts": [{"functionCall": {"name": "f"}, "thoughtSignature": "YQ"}, {"functionResponse": "#
        + #"{"name": "f", "response": {}}}, {"functionCall": {"name": "g"}}]}, "#
        + #"{"role": "user", "parts": [{"functionResponse": {"name": "g", "response": {}}}]}"#
    ),
    Case(
      "an empty thought of the model's",
      contents: #"\#(Case.user), {"role": "model", "parts": [{"thought": true}, {"text": "a"}]}, \#(Case.user)"#
    ),
    Case(
      "nothing but an empty thought",
      "gemini-3.5-flash",
      contents: #"\#(Case.user), {"role": "model", "parts": [{"thought": true}]}, \#(Case.user)"#
    ),
    Case(
      "a film to be looked at closely",
      contents:
        #"{"parts": [{"text": "a"}, {"inlineData": {"mimeType": "video/mp4", "data": "AAAA"}, "mediaProcessing": "AGENTIC"}]}"#
    ),
    Case("an instruction", with: #""systemInstruction": {"role": "user", "parts": [{"text": "be brief"}]}"#),
  ]

  private static let settings: [Case] = [
    .config(
      "the lowest numbers",
      #""temperature": 0, "topP": 0, "topK": 0, "maxOutputTokens": 1, "candidateCount": 1"#
    ),
    .config("the highest numbers", #""temperature": 2, "topP": 1, "maxOutputTokens": 65536, "seed": -1"#),
    .config("five stop sequences", #""stopSequences": ["\u0001", "\u0002", "\u0003", "\u0004", "\u0005"]"#),
    .config("penalties of nothing", #""presencePenalty": 0, "frequencyPenalty": 0"#),
    .config("penalties", at: "gemini-2.0-flash", #""presencePenalty": -2, "frequencyPenalty": 1.99"#),
    .config("log probabilities", at: "gemini-2.0-flash", #""responseLogprobs": true, "logprobs": 20"#),
    .config("text", #""responseModalities": ["TEXT"]"#),
    .config("text and pictures", at: "gemini-2.0-flash-exp", #""responseModalities": ["IMAGE", "TEXT"]"#),
    .config(
      "two voices",
      at: "gemini-2.5-flash-preview-tts",
      #""responseModalities": ["AUDIO"], "speechConfig": {"voiceConfig": null, "multiSpeakerVoiceConfig": {}}"#
    ),
    .config("a schema without a type", #""responseSchema": {"type": "STRING"}"#),
  ]

  private static func thinks(_ description: String, _ model: String, _ config: String) -> Case {
    .config(description, at: model, #""thinkingConfig": {\#(config)}"#)
  }

  private static let thinking = [
    thinks("nothing about thinking", "gemini-2.0-flash", ""),
    thinks("no thoughts", "gemini-2.0-flash", #""includeThoughts": false"#),
    thinks("a budget of the model's choice", "gemini-2.5-pro", #""thinkingBudget": -1"#),
    thinks("the smallest budget", "gemini-2.5-pro", #""thinkingBudget": 128"#),
    thinks("the largest budget", "gemini-2.5-pro", #""thinkingBudget": 32768"#),
    thinks("a budget of one", "gemini-2.5-flash", #""thinkingBudget": 1"#),
    thinks("no thinking", "gemini-2.5-flash-lite", #""thinkingBudget": 0"#),
    thinks("the least thinking", "gemini-3.5-flash", #""thinkingLevel": "MINIMAL""#),
    thinks("much thinking", "gemini-3-pro-preview", #""thinkingLevel": "HIGH", "includeThoughts": true"#),
    thinks("a budget at Gemini 3", "gemini-3-flash-preview", #""thinkingBudget": 65535"#),
    thinks("no level", "gemini-2.5-flash", #""thinkingLevel": "THINKING_LEVEL_UNSPECIFIED""#),
  ]

  private static let tools = [
    Case(
      "functions of all forms",
      with: Case.functions(
        #"{"name": "_a.b:c-D9"}, {"name": "g", "parameters": {"type": "object", "properties": {}}}, {"name": "h", "#
          + #""parameters": {"type": "OBJECT", "properties": {"a": {"type": "ARRAY", "items": {"type": "STRING"}}}, "#
          + #""required": ["a"]}}"#
      )
    ),
    Case(
      "functions beside code at Gemini 3",
      "gemini-3.8-flash",
      with: #""tools": [{"codeExecution": {}}, {"functionDeclarations": [{"name": "f"}]}], "#
        + #""toolConfig": {"includeServerSideToolInvocations": true}"#
    ),
    Case(
      "functions beside a search, as the Python SDK's tests send them",
      "gemini-3.5-flash",
      with: #""tools": [{"googleSearch": {}}, {"functionDeclarations": [{"name": "f"}]}], "#
        + #""toolConfig": {"functionCallingConfig": {"mode": "AUTO"}}"#
    ),
    Case(
      "functions beside the screen, at the model for it",
      "gemini-2.5-computer-use-preview-10-2025",
      with:
        #""tools": [{"computerUse": {"environment": "ENVIRONMENT_BROWSER"}}, {"functionDeclarations": [{"name": "f"}]}]"#
    ),
    Case(
      "a search in a store whose name the service can have made",
      with: #""tools": [{"fileSearch": {"fileSearchStoreNames": ["fileSearchStores/my-files-9umxs3xlf0el"]}}]"#
    ),
    Case("code beside a search", with: #""tools": [{"codeExecution": {}}, {"googleSearch": {}}]"#),
    Case("two searches", "gemini-2.0-flash", with: #""tools": [{"googleSearch": {}, "googleMaps": {}}]"#),
    Case("an empty tool", with: #""tools": [{}]"#),
    Case(
      "allowed functions",
      with: Case.functions(#"{"name": "f"}"#)
        + #", "toolConfig": {"functionCallingConfig": {"mode": "VALIDATED", "allowedFunctionNames": ["f"]}}"#
    ),
  ]
}
