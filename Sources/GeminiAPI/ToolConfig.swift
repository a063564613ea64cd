/// Settings shared by all tools of a request.
package struct ToolConfig: ReadableMessage {
  package var functionCallingConfig: FunctionCallingConfig?
  /// Where a search starts from: `{latLng, languageCode}`.
  package var retrievalConfig: JSONValue?
  package var includeServerSideToolInvocations = false

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("functionCallingConfig", &functionCallingConfig)
    fields.field("retrievalConfig", &retrievalConfig, as: .object("RetrievalConfig"))
    fields.field("includeServerSideToolInvocations") { includeServerSideToolInvocations = $0.bool() ?? false }
  }
}

/// Whether and which functions the model may call.
package struct FunctionCallingConfig: ReadableMessage {
  /// `AUTO`, `ANY`, `NONE` or `VALIDATED`.
  package var mode: String?
  package var allowedFunctionNames: [String] = []
  package var streamFunctionCallArguments: Bool?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("mode", &mode, of: .functionCallingMode)
    fields.field("allowedFunctionNames", &allowedFunctionNames)
    fields.field("streamFunctionCallArguments", &streamFunctionCallArguments)
  }
}
