package import GeminiAPI
package import ModelBackends

extension ModelCatalog {
  /// Finds the model of a call.
  ///
  /// - Parameter call: The call as it came in.
  /// - Returns: The model, which supports the call's method.
  /// - Throws: `NOT_FOUND` for a model that is not served or lacks the method, `INVALID_ARGUMENT` for a bad name.
  package func servedModel(_ call: GenerateContentCall) throws(Status) -> Entry {
    if let entry = entry(call.model, on: call.surface) {
      // The service's lists have no name of its own for it.
      let method = call.method == "computeTokens" ? "countTokens" : call.method
      if entry.model.supportedGenerationMethods.contains(method) { return entry }
    }
    guard call.model.utf8.allSatisfy(\.isOfAModelName) else {
      throw .invalidArgument("* GenerateContentRequest.model: unexpected model name format\n")
    }
    guard call.surface == .gemini else { throw .noPublisherModel(call.model) }
    throw .notFound(
      "models/\(call.model.prefix(bytes: 200)) is not found for API version \(call.apiVersion), or is not supported for "
        + "\(call.method). Call ListModels to see the list of available models and their supported methods."
    )
  }
}

extension Status {
  /// Vertex AI's words, as its clients' reports of 2025 have them.
  fileprivate static func noPublisherModel(_ model: String) -> Status {
    .notFound(
      "Publisher Model `publishers/google/models/\(model.prefix(bytes: 200))` was not found or your project does not have access "
        + "to it. Please ensure you are using a valid model version. For more information, see: "
        + "https://cloud.google.com/vertex-ai/generative-ai/docs/learn/model-versions"
    )
  }
}

extension UInt8 {
  fileprivate var isOfAModelName: Bool {
    switch self {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "-")...UInt8(ascii: ":"), UInt8(ascii: "_"), UInt8(ascii: "@"): true
    default: false
    }
  }
}
