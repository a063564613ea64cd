/// One piece of a turn: at most one data member, and what stands beside it.
package struct Part: Hashable, Sendable {
  /// The members of the oneof `data`.
  package enum Data: Hashable, Sendable {
    case text(String)
    case inlineData(Blob)
    case fileData(FileData)
    case executableCode(ExecutableCode)
    case codeExecutionResult(CodeExecutionResult)
    case functionCall(FunctionCall)
    case functionResponse(FunctionResponse)
    case toolCall(ToolCall)
    case toolResponse(ToolResponse)
  }

  /// Nil for a part that carries only a signature or other metadata.
  package var data: Data?
  package var thought: Bool
  /// Opaque bytes of the model; clients send them back re-encoded, so compare bytes, never base64 text.
  package var thoughtSignature: [UInt8]?
  package var metadata: PartMetadata?

  package init(
    data: Data? = nil,
    thought: Bool = false,
    thoughtSignature: [UInt8]? = nil,
    metadata: PartMetadata? = nil
  ) {
    self.data = data
    self.thought = thought
    self.thoughtSignature = thoughtSignature
    self.metadata = metadata
  }

  package static func text(_ text: String) -> Part { Part(data: .text(text)) }
  package static func inlineData(_ blob: Blob) -> Part { Part(data: .inlineData(blob)) }
  package static func fileData(_ file: FileData) -> Part { Part(data: .fileData(file)) }
  package static func executableCode(_ code: ExecutableCode) -> Part { Part(data: .executableCode(code)) }
  package static func codeExecutionResult(_ result: CodeExecutionResult) -> Part {
    Part(data: .codeExecutionResult(result))
  }
  package static func functionCall(_ call: FunctionCall) -> Part { Part(data: .functionCall(call)) }
}

/// What may stand beside a part's data; checked for its shape and kept as it came, since nothing here acts on it.
package struct PartMetadata: Hashable, Sendable {
  package var videoMetadata: JSONValue?
  package var mediaResolution: JSONValue?
  package var partMetadata: JSONValue?
  package var audioTranscription: JSONValue?
  package var mediaProcessing: String?

  package init() {}

  /// Whether no member is set.
  package var isEmpty: Bool { self == PartMetadata() }

  /// Hands over the fields, which are fields of the part.
  mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("videoMetadata", &videoMetadata, as: .object("VideoMetadata"))
    fields.field("mediaResolution", &mediaResolution, as: .object("Part.MediaResolution"))
    fields.field("partMetadata", &partMetadata, as: .structure)
    fields.field("audioTranscription", &audioTranscription, as: .object("Transcription"))
    fields.field("mediaProcessing", &mediaProcessing, of: .mediaProcessing)
  }
}
