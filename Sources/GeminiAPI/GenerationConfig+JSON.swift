extension GenerationConfig: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "GenerationConfig") { name, field in
      if !readSampling(name, field), !readForm(name, field), !readMedia(name, field) { field.refuseUnknown() }
    }
  }

  /// Reads what steers the choice of tokens; false when the name is none of these.
  private mutating func readSampling(_ name: String, _ field: JSONCursor) -> Bool {
    switch name {
    case "candidate_count": candidateCount = field.int32()
    case "stop_sequences": stopSequences = field.strings()
    case "max_output_tokens": maxOutputTokens = field.int32()
    case "temperature": temperature = field.float()
    case "top_p": topP = field.float()
    case "top_k": topK = field.int32()
    case "seed": seed = field.int32()
    case "presence_penalty": presencePenalty = field.float()
    case "frequency_penalty": frequencyPenalty = field.float()
    case "response_logprobs": responseLogprobs = field.bool()
    case "logprobs": logprobs = field.int32()
    case "thinking_config": thinkingConfig = field.message()
    default: return false
    }
    return true
  }

  /// Reads what the answer must look like; false when the name is none of these.
  private mutating func readForm(_ name: String, _ field: JSONCursor) -> Bool {
    switch name {
    case "response_mime_type": responseMimeType = field.string()
    case "response_schema": responseSchema = field.schema()
    case "response_json_schema", "_response_json_schema": responseJsonSchema = field.anything()
    case "response_modalities":
      responseModalities = field.listElements.compactMap { $0.name(of: .responseModality) }
    case "response_format": _ = field.anything()
    case "enable_enhanced_civic_answers": enableEnhancedCivicAnswers = field.bool()
    case "enable_affective_dialog": _ = field.bool()
    default: return false
    }
    return true
  }

  /// Reads what is about speech, images and routing, none of which is acted on; false when the name is none of these.
  private mutating func readMedia(_ name: String, _ field: JSONCursor) -> Bool {
    switch name {
    case "speech_config": speechConfig = field.object("SpeechConfig")
    case "image_config": imageConfig = field.object("ImageConfig")
    case "media_resolution": mediaResolution = field.name(of: .mediaResolution)
    case "audio_timestamp": audioTimestamp = field.bool()
    case "routing_config": routingConfig = field.object("GenerationConfig.RoutingConfig")
    case "audio_transcription_config": _ = field.object("AudioTranscriptionConfig")
    case "translation_config": _ = field.object("TranslationConfig")
    case "model_selection_config": _ = field.object("ModelSelectionConfig")
    default: return false
    }
    return true
  }
}

extension ThinkingConfig: JSONReadable {
  package init(from cursor: JSONCursor) {
    self.init()
    cursor.readMembers(of: "ThinkingConfig") { name, field in
      switch name {
      case "include_thoughts": includeThoughts = field.bool()
      case "thinking_budget": thinkingBudget = field.int32()
      case "thinking_level": thinkingLevel = field.name(of: .thinkingLevel)
      default: field.refuseUnknown()
      }
    }
  }
}
