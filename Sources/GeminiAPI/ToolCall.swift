/// A call of a server-side tool, shown by Gemini 3 when the client asked to see such calls.
package struct ToolCall: Hashable, Sendable {
  package var id: String?
  /// `GOOGLE_SEARCH_WEB`, `URL_CONTEXT`, …; the set grows, so it stays text.
  package var toolType: String?
  package var args: JSONValue?

  package init(id: String? = nil, toolType: String? = nil, args: JSONValue? = nil) {
    self.id = id
    self.toolType = toolType
    self.args = args
  }
}

/// The answer of a server-side tool.
package struct ToolResponse: Hashable, Sendable {
  package var id: String?
  package var toolType: String?
  package var response: JSONValue?

  package init(id: String? = nil, toolType: String? = nil, response: JSONValue? = nil) {
    self.id = id
    self.toolType = toolType
    self.response = response
  }
}
