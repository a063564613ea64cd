package import GeminiAPI

extension RequestValidator {
  /// Counts what a request would be charged as its prompt.
  ///
  /// A request beyond the model's window is counted too, as that is how a client finds out.
  /// - Parameter call: The model, and what it would be asked.
  /// - Returns: The same counts a response to it shows as its prompt.
  /// - Throws: `NOT_FOUND` for a model that is not served, `PERMISSION_DENIED` for a file that is not there, else
  ///   `INVALID_ARGUMENT` naming the first field at fault.
  package func promptTokens(of call: GenerateContentCall) async throws(Status) -> TokenTally {
    let entry = try servedModel(call)
    try checkContents(call.request)
    return counter(for: entry, call.request).tally(of: try await withFiles(call.request))
  }
}
