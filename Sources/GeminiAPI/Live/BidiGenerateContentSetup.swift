/// The first message of a Live session: the model and how it is to answer.
///
/// Fields by the proto `google.ai.generativelanguage.v1beta`; what only other versions or Vertex AI have is read as well,
/// and refused by whoever knows which path a client came by.
package struct BidiGenerateContentSetup: ReadableMessage {
  /// `models/gemini-live-2.5-flash-preview`, or Vertex AI's `projects/…/models/{m}`.
  package var model: String?
  package var generationConfig: GenerationConfig?
  package var systemInstruction: Content?
  package var tools: [Tool] = []
  package var realtimeInputConfig: RealtimeInputConfig?
  package var sessionResumption: SessionResumptionConfig?
  package var contextWindowCompression: ContextWindowCompressionConfig?
  package var inputAudioTranscription: AudioTranscriptionConfig?
  package var outputAudioTranscription: AudioTranscriptionConfig?
  package var historyConfig: HistoryConfig?
  package var safetySettings: [SafetySetting] = []
  /// In the order of the message.
  package var labels: [GenerateContentRequest.Label] = []
  /// Of `v1alpha` alone.
  package var proactivity: JSONValue?
  package var avatarConfig: JSONValue?
  /// Vertex AI's alone.
  package var explicitVadSignal: Bool?
  /// The members that `generateContent` has too, as they came: for servers that are asked by that method.
  package var requestMembers: [JSONMember] = []

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("model", &model)
    readRequest(&fields)
    fields.field("realtimeInputConfig", &realtimeInputConfig)
    fields.field("sessionResumption", &sessionResumption)
    fields.field("contextWindowCompression", &contextWindowCompression)
    fields.field("inputAudioTranscription", &inputAudioTranscription)
    fields.field("outputAudioTranscription", &outputAudioTranscription)
    fields.field("historyConfig", &historyConfig)
    fields.field("proactivity", &proactivity, as: .object("ProactivityConfig"))
    fields.field("avatarConfig", &avatarConfig, as: .object("AvatarConfig"))
    fields.field("explicitVadSignal", &explicitVadSignal)
  }

  /// Reads what `generateContent` has too.
  private mutating func readRequest(_ fields: inout FieldReader) {
    fields.field("generationConfig") { member in
      generationConfig = member.message()
      keep("generationConfig", member)
    }
    fields.field("systemInstruction") { member in
      systemInstruction = member.message()
      keep("systemInstruction", member)
    }
    fields.field("tools") { member in
      tools = member.messages()
      keep("tools", member)
    }
    fields.field("safetySettings") { member in
      safetySettings = member.messages()
      keep("safetySettings", member)
    }
    fields.field("labels") { member in
      labels = (member.mapEntries ?? []).compactMap { key, value in
        value.string().map { GenerateContentRequest.Label(key: key.text, value: $0) }
      }
      keep("labels", member)
    }
  }

  private mutating func keep(_ name: String, _ member: JSONCursor) {
    guard let value = member.anything() else { return }
    requestMembers = requestMembers.filter { $0.key.text != name } + [JSONMember(JSONString(name), value)]
  }
}

/// How voice and text that come as they are spoken become turns.
package struct RealtimeInputConfig: ReadableMessage {
  package var automaticActivityDetection: AutomaticActivityDetection?
  /// `START_OF_ACTIVITY_INTERRUPTS` or `NO_INTERRUPTION`.
  package var activityHandling: String?
  package var turnCoverage: String?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("automaticActivityDetection", &automaticActivityDetection)
    fields.field("activityHandling", &activityHandling, of: .activityHandling)
    fields.field("turnCoverage", &turnCoverage, of: .turnCoverage)
  }
}

/// How the beginning and the end of speech are found.
package struct AutomaticActivityDetection: ReadableMessage {
  package var disabled: Bool?
  package var startOfSpeechSensitivity: String?
  package var endOfSpeechSensitivity: String?
  package var prefixPaddingMs: Int?
  package var silenceDurationMs: Int?

  package init() {}

  package static var protoName: String { "RealtimeInputConfig.AutomaticActivityDetection" }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("disabled", &disabled)
    fields.field("startOfSpeechSensitivity", &startOfSpeechSensitivity, of: .startSensitivity)
    fields.field("endOfSpeechSensitivity", &endOfSpeechSensitivity, of: .endSensitivity)
    fields.field("prefixPaddingMs", &prefixPaddingMs)
    fields.field("silenceDurationMs", &silenceDurationMs)
  }
}

/// Whether a session can be continued over another connection, and which one this continues.
package struct SessionResumptionConfig: ReadableMessage {
  /// Nil for a new session that may be resumed.
  package var handle: String?
  /// Vertex AI's alone.
  package var transparent: Bool?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("handle", &handle)
    fields.field("transparent", &transparent)
  }
}

/// What is dropped where the conversation gets longer than the model's context.
package struct ContextWindowCompressionConfig: ReadableMessage {
  /// The tokens of context from which on turns are dropped.
  package var triggerTokens: Int?
  package var slidingWindow: SlidingWindow?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("triggerTokens", &triggerTokens, read: { $0.int64() }, write: { _, _ in })
    fields.field("slidingWindow", &slidingWindow)
  }

  /// The oldest turns are dropped.
  package struct SlidingWindow: ReadableMessage {
    /// The tokens that are kept.
    package var targetTokens: Int?

    package init() {}

    package static var protoName: String { "ContextWindowCompressionConfig.SlidingWindow" }

    package mutating func read(_ fields: inout FieldReader) {
      fields.field("targetTokens", &targetTokens, read: { $0.int64() }, write: { _, _ in })
    }
  }
}

/// That what is spoken is told as text as well.
package struct AudioTranscriptionConfig: ReadableMessage {
  package var languageCodes: [String] = []

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("languageCodes", &languageCodes)
    fields.ignore("customVocabulary", "wordTimestamp", "diarization", "mode", "adaptationPhrases", "languageHints")
  }
}

/// How the first content of the client is taken.
package struct HistoryConfig: ReadableMessage {
  /// Whether it is only history, up to the first `turnComplete`.
  package var initialHistoryInClientContent: Bool?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("initialHistoryInClientContent", &initialHistoryInClientContent)
  }
}

extension ProtoEnum {
  static let activityHandling = ProtoEnum(
    "RealtimeInputConfig.ActivityHandling",
    ["ACTIVITY_HANDLING_UNSPECIFIED", "START_OF_ACTIVITY_INTERRUPTS", "NO_INTERRUPTION"]
  )
  static let turnCoverage = ProtoEnum(
    "RealtimeInputConfig.TurnCoverage",
    [
      "TURN_COVERAGE_UNSPECIFIED", "TURN_INCLUDES_ONLY_ACTIVITY", "TURN_INCLUDES_ALL_INPUT",
      "TURN_INCLUDES_AUDIO_ACTIVITY_AND_ALL_VIDEO",
    ]
  )
  static let startSensitivity = ProtoEnum(
    "RealtimeInputConfig.AutomaticActivityDetection.StartSensitivity",
    ["START_SENSITIVITY_UNSPECIFIED", "START_SENSITIVITY_HIGH", "START_SENSITIVITY_LOW"]
  )
  static let endSensitivity = ProtoEnum(
    "RealtimeInputConfig.AutomaticActivityDetection.EndSensitivity",
    ["END_SENSITIVITY_UNSPECIFIED", "END_SENSITIVITY_HIGH", "END_SENSITIVITY_LOW"]
  )
}
