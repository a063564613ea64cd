/// Settings that cannot be had, and the service's words for it.
enum RefusedSettings {
  typealias Case = ValidationCase

  static let cases = numbers + features + thinking + form

  private static let numbers: [Case] = [
    .fault(
      "no candidates",
      config: #""candidateCount": 0"#,
      "candidate_count",
      "candidate_count must be in the range [1, 8]."
    ),
    .fault(
      "nine candidates",
      config: #""candidateCount": 9"#,
      "candidate_count",
      "candidate_count must be in the range [1, 8]."
    ),
    .fault("no tokens", config: #""maxOutputTokens": 0"#, "max_output_tokens", "max_output_tokens must be positive."),
    .fault("too hot", config: #""temperature": 2.1"#, "temperature", "temperature must be in the range [0.0, 2.0]."),
    .fault("a negative top K", config: #""topK": -1"#, "top_k", "top_k must be positive."),
    .fault(
      "six stop sequences",
      config: #""stopSequences": ["a", "b", "c", "d", "e", "f"]"#,
      "stop_sequences",
      "the number of stop_sequences must not exceed 5"
    ),
    .fault(
      "an empty stop sequence",
      config: #""stopSequences": ["a", ""]"#,
      "stop_sequences[1]",
      "a stop sequence must not be empty."
    ),
    .fault(
      "a penalty at the open end",
      config: #""frequencyPenalty": 2"#,
      "frequency_penalty",
      "frequency_penalty must be in the range [-2.0, 2.0)."
    ),
    .fault(
      "a penalty below all",
      config: #""presencePenalty": -2.5"#,
      "presence_penalty",
      "presence_penalty must be in the range [-2.0, 2.0)."
    ),
    .fault(
      "log probabilities nobody asked for",
      config: #""logprobs": 3"#,
      "logprobs",
      "logprobs may only be set if response_logprobs is true."
    ),
    .fault(
      "too many log probabilities",
      config: #""responseLogprobs": true, "logprobs": 21"#,
      "logprobs",
      "logprobs must be in the range [0, 20]."
    ),
  ]

  private static let features: [Case] = [
    .config(
      "two candidates",
      at: "gemini-3-flash-preview",
      #""candidateCount": 2"#,
      message: "Multiple candidates is not enabled for this model"
    ),
    .config("a penalty", #""presencePenalty": 0.5"#, message: "Penalty is not enabled for models/gemini-2.5-flash"),
    .config(
      "a penalty at Gemini 3",
      at: "gemini-3.5-flash",
      #""frequencyPenalty": -1"#,
      message: "Penalty is not enabled for this model"
    ),
    .config(
      "log probabilities",
      #""responseLogprobs": true, "logprobs": 0"#,
      message: "Logprobs is not enabled for models/gemini-2.5-flash"
    ),
    .config(
      "log probabilities at Gemini 3",
      at: "gemini-3.5-flash",
      #""responseLogprobs": true"#,
      message: "Logprobs is not enabled for this model"
    ),
    .config("pictures", #""responseModalities": ["TEXT", "IMAGE"]"#, message: "This model only supports text output."),
    .config(
      "speech of a model that draws",
      at: "gemini-2.0-flash-exp",
      #""responseModalities": ["AUDIO"]"#,
      message: "The requested combination of response modalities (AUDIO) is not supported by the model. "
        + "models/gemini-2.0-flash-exp accepts the following combination of response modalities:\n* TEXT\n* TEXT, IMAGE\n"
    ),
  ]

  private static func thinks(_ description: String, _ model: String, _ config: String, _ message: String) -> Case {
    .config(description, at: model, #""thinkingConfig": {\#(config)}"#, message: message)
  }

  private static let thinking = [
    thinks(
      "thoughts of a model that has none",
      "gemini-2.0-flash",
      #""includeThoughts": true"#,
      "thinking_config is not supported."
    ),
    thinks(
      "a budget of a model that has none",
      "gemini-2.0-flash",
      #""thinkingBudget": 0"#,
      "thinking_config is not supported."
    ),
    thinks(
      "a level before Gemini 3",
      "gemini-2.5-flash",
      #""thinkingLevel": "LOW""#,
      "Thinking level is not supported for this model."
    ),
    thinks(
      "a level the model does not have",
      "gemini-3-pro-preview",
      #""thinkingLevel": "MEDIUM""#,
      "Thinking level MEDIUM is not supported for this model."
    ),
    thinks(
      "the least level of a model that always thinks",
      "gemini-3.1-pro-preview",
      #""thinkingLevel": "minimal""#,
      "Thinking level MINIMAL is not supported for this model."
    ),
    thinks(
      "a budget and a level",
      "gemini-3.5-flash",
      #""thinkingLevel": "LOW", "thinkingBudget": 5"#,
      "You can only set only one of thinking budget and thinking level."
    ),
    thinks(
      "no thinking of a model that always thinks",
      "gemini-2.5-pro",
      #""thinkingBudget": 0"#,
      "Budget 0 is invalid. This model only works in thinking mode."
    ),
    thinks(
      "too small a budget",
      "gemini-2.5-pro",
      #""thinkingBudget": 127"#,
      "The thinking budget 127 is invalid. Please choose a value between 128 and 32768."
    ),
    thinks(
      "too large a budget",
      "gemini-2.5-flash",
      #""thinkingBudget": 24577"#,
      "The thinking budget 24577 is invalid. Please choose a value between 0 and 24576."
    ),
    thinks(
      "too small a budget for a small model",
      "gemini-2.5-flash-lite",
      #""thinkingBudget": 511"#,
      "The thinking budget 511 is invalid. Please choose a value between 512 and 24576."
    ),
    thinks(
      "a budget below all",
      "gemini-3.5-flash",
      #""thinkingBudget": -2"#,
      Case.line(
        "generation_config.thinking_config.thinking_budget",
        "thinking_budget must be in the range [-1, 65535]."
      )
    ),
  ]

  private static let form: [Case] = [
    .fault(
      "an answer in HTML",
      config: #""responseMimeType": "text/html""#,
      "response_mime_type",
      "allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and `text/x.enum`."
    ),
    .fault(
      "a schema for plain text",
      config: #""responseMimeType": "text/plain", "responseSchema": {"type": "STRING"}"#,
      "response_schema",
      "only allowed with the response_mime_type `application/json`."
    ),
    .fault(
      "one voice beside several",
      config: #""speechConfig": {"voiceConfig": {}, "multiSpeakerVoiceConfig": {"speakerVoiceConfigs": []}}"#,
      "speech_config.multi_speaker_voice_config",
      "mutually exclusive with voice_config."
    ),
    .fault(
      "the same in the other spelling",
      config: #""speech_config": {"multi_speaker_voice_config": {}, "voice_config": {"prebuilt_voice_config": {}}}"#,
      "speech_config.multi_speaker_voice_config",
      "mutually exclusive with voice_config."
    ),
    .fault(
      "two schemas",
      config:
        #""responseMimeType": "application/json", "responseSchema": {"type": "STRING"}, "responseJsonSchema": {}"#,
      "response_json_schema",
      "response_schema must be omitted if this is set."
    ),
    .config(
      "a schema with faults",
      #""responseMimeType": "application/json", "responseSchema": {"type": "OBJECT", "required": ["a", "b"], "properties": "#
        + #"{"a": {"type": "array"}, "c": {"type": "STRING", "enum": ["x", ""]}, "d": {"anyOf": [{"required": ["e"]}, "#
        + #"{"type": "OBJECT"}]}}}"#,
      message: [
        ("required[1]", "property is not defined"), ("properties[a].items", "missing field."),
        ("properties[c].enum[1]", "cannot be empty"),
        ("properties[d].any_of[0].required", "only allowed for OBJECT type"),
        ("properties[d].any_of[1].properties", "should be non-empty for OBJECT type"),
      ].map { Case.line("generation_config.response_schema.\($0.0)", $0.1) }.joined()
    ),
  ]
}
