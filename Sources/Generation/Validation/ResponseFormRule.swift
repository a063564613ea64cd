import GeminiAPI
import ModelBackends

/// The form of the answer is one the service writes, and a schema stands with a form it fits.
///
/// A schema without any `responseMimeType` is let through, and has no effect, as users of the Go SDK saw in 2025; the
/// words for a schema beside plain text follow the API's reference.
struct ResponseFormRule: FieldRule {
  private static let types = ["text/plain", "application/json", "application/xml", "application/yaml", "text/x.enum"]
  private static let typesWithSchema: Set = ["application/json", "text/x.enum"]

  func check(_ subject: RuleSubject, _ faults: inout FieldFaults) {
    guard let config = subject.config else { return }
    let type = config.responseMimeType ?? ""
    guard type.isEmpty || Self.types.contains(type) else {
      return faults.add(
        "generation_config.response_mime_type",
        "allowed mimetypes are `text/plain`, `application/json`, `application/xml`, `application/yaml` and `text/x.enum`."
      )
    }
    checkVoices(config, &faults)
    if let schema = config.responseSchema {
      checkType(type, of: "response_schema", &faults)
      SchemaFaults(needsProperties: true).check(schema, "generation_config.response_schema", &faults)
    }
    if config.responseJsonSchema != nil {
      checkType(type, of: "response_json_schema", &faults)
      if config.responseSchema != nil {
        faults.add("generation_config.response_json_schema", "response_schema must be omitted if this is set.")
      }
    }
  }

  /// The API's reference: several voices exclude a single one.
  private func checkVoices(_ config: GenerationConfig, _ faults: inout FieldFaults) {
    guard let speech = config.speechConfig, speech.has("voiceConfig"), speech.has("multiSpeakerVoiceConfig") else {
      return
    }
    faults.add(
      "generation_config.speech_config.multi_speaker_voice_config",
      "mutually exclusive with voice_config."
    )
  }

  private func checkType(_ type: String, of field: String, _ faults: inout FieldFaults) {
    guard !type.isEmpty, !Self.typesWithSchema.contains(type) else { return }
    faults.add("generation_config.\(field)", "only allowed with the response_mime_type `application/json`.")
  }
}

extension JSONValue {
  /// Whether a message has a field, under either of its names and not as null.
  ///
  /// - Parameter field: The name JSON has.
  /// - Returns: False for what is not a message.
  fileprivate func has(_ field: String) -> Bool { self[field: field].map { $0 != .null } ?? false }
}

/// Before Gemini 3, tools and an answer in a form of its own exclude each other.
struct FormBesideToolsRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    let type = subject.config?.responseMimeType ?? ""
    guard subject.model.generation != .gemini3, !type.isEmpty, type != "text/plain" else { return }
    let names: [(isUsed: Bool, name: String)] = [
      (subject.declaresFunctions, "Function calling"),
      (subject.request.tools.contains { !$0.builtIn.isEmpty }, "Tool use"),
    ]
    guard let used = names.first(where: \.isUsed) else { return }
    throw .invalidArgument("\(used.name) with a response mime type: '\(type)' is unsupported")
  }
}
