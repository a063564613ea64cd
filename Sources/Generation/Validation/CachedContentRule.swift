import GeminiAPI
import ModelBackends

/// A kept prompt is named as one, and what it holds is not said again beside it.
struct CachedContentRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    let request = subject.request
    guard let name = request.cachedContent, !name.isEmpty else { return }
    guard Self.id(in: name, on: subject.surface) != nil else {
      var faults = FieldFaults()
      faults.add("cached_content", "unexpected cached content name format")
      return try faults.throwIfAny()
    }
    guard request.systemInstruction == nil, request.tools.isEmpty, request.toolConfig == nil else {
      throw .invalidArgument(
        "CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.\n\n"
          + "Proposed fix: move those values to CachedContent from GenerateContent request."
      )
    }
  }

  /// The id of a kept prompt.
  ///
  /// - Parameters:
  ///   - name: `cachedContents/{id}`, on Vertex AI also `projects/{p}/locations/{l}/cachedContents/{id}`.
  ///   - surface: The service that was asked.
  /// - Returns: Nil where the name is one of something else: `batchPredictionJobs/123`, on the Gemini API also Vertex
  ///   AI's own names.
  static func id(in name: String, on surface: ServiceSurface) -> Substring? {
    var path = name.split(separator: "/", omittingEmptySubsequences: false)
    if surface == .vertex, path.count == 6, path[0] == "projects", path[2] == "locations" { path.removeFirst(4) }
    guard path.count == 2, path[0] == "cachedContents", !path[1].isEmpty else { return nil }
    return path[1]
  }
}
