/// A call of a server-side tool, shown by Gemini 3 when the client asked to see such calls.
package struct ToolCall: WireMessage {
  package var id: String?
  /// `GOOGLE_SEARCH_WEB`, `URL_CONTEXT`, …; the set grows, so it stays text.
  package var toolType: String?
  package var args: JSONValue?

  package init() {}

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("toolType", &toolType)
    fields.field("args", &args, as: .structure)
    fields.field("id", &id)
  }
}

/// The answer of a server-side tool.
package struct ToolResponse: WireMessage {
  package var id: String?
  package var toolType: String?
  package var response: JSONValue?

  package init() {}

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("toolType", &toolType)
    fields.field("response", &response, as: .structure)
    fields.field("id", &id)
  }
}
