import GeminiAPI

/// What the Gemini API has and Pollux does not: told in the API's form, with what there is instead.
enum UnservedResource {
  /// Collections of the API by their first segment, and what to do without them.
  static let advice = [
    "agents": "Agents are not emulated.",
    "auth_tokens": "Ephemeral tokens belong to the Live API, which is not served; use an API key.",
    "corpora": "Semantic retrieval is not emulated.",
    "environments": "Environments are not emulated.",
    "fileSearchStores": "File search is not emulated; upload the file and name it in the request.",
    "generatedFiles": "Nothing here generates files outside of responses.",
    "interactions": "The Interactions API is not served by this version; use generateContent.",
    "operations": "Nothing here is a long-running operation.",
    "triggers": "Triggers are not emulated.",
    "voices": "Voices are not emulated.",
    "webhooks": "Webhooks are not emulated.",
  ]

  /// Finds the answer for a path.
  ///
  /// - Parameter segments: The decoded segments of the path.
  /// - Returns: `NOT_FOUND`, since SDKs try again after a 501, or nil for a path the API does not have either.
  static func status(_ segments: [String]) -> Status? {
    var rest = segments[...]
    if rest.first == "upload" { rest = rest.dropFirst() }
    _ = rest.popVersion()
    if rest.first == "projects", rest.count > 4 { rest = rest.dropFirst(4) }
    guard let collection = rest.first?.prefix(while: { $0 != ":" }) else { return nil }
    return advice[String(collection)].map { .notFound("\(collection): \($0)") }
  }
}
