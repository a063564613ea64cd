/// Settings shared by all tools of a request.
package struct ToolConfig: Hashable, Sendable {
  package var functionCallingConfig: FunctionCallingConfig?
  /// Where a search starts from: `{latLng, languageCode}`.
  package var retrievalConfig: JSONValue?
  package var includeServerSideToolInvocations: Bool

  package init(
    functionCallingConfig: FunctionCallingConfig? = nil,
    retrievalConfig: JSONValue? = nil,
    includeServerSideToolInvocations: Bool = false
  ) {
    self.functionCallingConfig = functionCallingConfig
    self.retrievalConfig = retrievalConfig
    self.includeServerSideToolInvocations = includeServerSideToolInvocations
  }
}

/// Whether and which functions the model may call.
package struct FunctionCallingConfig: Hashable, Sendable {
  /// `AUTO`, `ANY`, `NONE` or `VALIDATED`.
  package var mode: String?
  package var allowedFunctionNames: [String]
  package var streamFunctionCallArguments: Bool?

  package init(mode: String? = nil, allowedFunctionNames: [String] = [], streamFunctionCallArguments: Bool? = nil) {
    self.mode = mode
    self.allowedFunctionNames = allowedFunctionNames
    self.streamFunctionCallArguments = streamFunctionCallArguments
  }
}
