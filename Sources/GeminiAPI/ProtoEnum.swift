/// An enum of the API as a type of ours; the order of cases is the numbers on the wire, from 0.
protocol WireEnum: RawRepresentable<String>, CaseIterable, Equatable where AllCases == [Self] {
  /// The proto name below the API's package.
  static var protoName: String { get }
  static var unspecified: Self { get }
}

extension Language: WireEnum {
  static var protoName: String { "ExecutableCode.Language" }
}

extension Outcome: WireEnum {
  static var protoName: String { "CodeExecutionResult.Outcome" }
}

extension FinishReason: WireEnum {
  static var protoName: String { "Candidate.FinishReason" }
}

extension Modality: WireEnum {
  static var protoName: String { "Modality" }
}

/// The names of a proto enum by their numbers.
struct ProtoEnum {
  let fullName: String
  /// Position is the number.
  let names: [String]

  /// - Parameters:
  ///   - name: Proto name below the API's package.
  ///   - names: All names in the order of their numbers, from 0.
  init(_ name: String, _ names: [String]) {
    fullName = "\(JSONCursor.package).\(name)"
    self.names = names
  }

  init<Enum: WireEnum>(_ type: Enum.Type) {
    self.init(Enum.protoName, Enum.allCases.map(\.rawValue))
  }
}

/// Enums whose values are kept as text, since nothing here turns on them.
///
/// Names are those clients send. Numbers follow the public proto where it has the name; the newest names (the harm
/// categories behind civic integrity, the thinking levels) are not in it, and theirs are only a guess.
extension ProtoEnum {
  static let type = ProtoEnum(
    "Type",
    ["TYPE_UNSPECIFIED", "STRING", "NUMBER", "INTEGER", "BOOLEAN", "ARRAY", "OBJECT", "NULL"]
  )
  static let functionCallingMode = ProtoEnum(
    "FunctionCallingConfig.Mode",
    ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"]
  )
  static let taskType = ProtoEnum(
    "TaskType",
    [
      "TASK_TYPE_UNSPECIFIED", "RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY", "CLASSIFICATION",
      "CLUSTERING", "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY",
    ]
  )
  static let behavior = ProtoEnum("FunctionDeclaration.Behavior", ["UNSPECIFIED", "BLOCKING", "NON_BLOCKING"])
  static let scheduling = ProtoEnum(
    "FunctionResponse.Scheduling",
    ["SCHEDULING_UNSPECIFIED", "SILENT", "WHEN_IDLE", "INTERRUPT"]
  )
  static let harmCategory = ProtoEnum(
    "HarmCategory",
    [
      "HARM_CATEGORY_UNSPECIFIED", "HARM_CATEGORY_DEROGATORY", "HARM_CATEGORY_TOXICITY", "HARM_CATEGORY_VIOLENCE",
      "HARM_CATEGORY_SEXUAL", "HARM_CATEGORY_MEDICAL", "HARM_CATEGORY_DANGEROUS", "HARM_CATEGORY_HARASSMENT",
      "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT",
      "HARM_CATEGORY_CIVIC_INTEGRITY", "HARM_CATEGORY_JAILBREAK", "HARM_CATEGORY_IMAGE_HATE",
      "HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT", "HARM_CATEGORY_IMAGE_HARASSMENT",
      "HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT",
    ]
  )
  static let harmThreshold = ProtoEnum(
    "SafetySetting.HarmBlockThreshold",
    [
      "HARM_BLOCK_THRESHOLD_UNSPECIFIED", "BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH",
      "BLOCK_NONE", "OFF",
    ]
  )
  static let harmMethod = ProtoEnum(
    "SafetySetting.HarmBlockMethod",
    ["HARM_BLOCK_METHOD_UNSPECIFIED", "SEVERITY", "PROBABILITY"]
  )
  static let responseModality = ProtoEnum(
    "GenerationConfig.Modality",
    ["MODALITY_UNSPECIFIED", "TEXT", "IMAGE", "AUDIO", "VIDEO"]
  )
  static let mediaResolution = ProtoEnum(
    "GenerationConfig.MediaResolution",
    ["MEDIA_RESOLUTION_UNSPECIFIED", "MEDIA_RESOLUTION_LOW", "MEDIA_RESOLUTION_MEDIUM", "MEDIA_RESOLUTION_HIGH"]
  )
  static let mediaProcessing = ProtoEnum(
    "Part.MediaProcessing",
    ["MEDIA_PROCESSING_UNSPECIFIED", "STATIC", "AGENTIC"]
  )
  static let thinkingLevel = ProtoEnum(
    "ThinkingConfig.ThinkingLevel",
    ["THINKING_LEVEL_UNSPECIFIED", "LOW", "MEDIUM", "HIGH", "MINIMAL"]
  )
}
