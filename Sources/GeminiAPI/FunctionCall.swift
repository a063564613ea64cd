/// The model's wish that the client calls one of its functions.
package struct FunctionCall: Hashable, Sendable {
  package var id: String?
  package var name: String
  /// An object, or nil when the call has no arguments.
  package var args: JSONValue?
  package var partialArgs: JSONValue?
  package var willContinue: Bool?

  package init(
    id: String? = nil,
    name: String,
    args: JSONValue? = nil,
    partialArgs: JSONValue? = nil,
    willContinue: Bool? = nil
  ) {
    self.id = id
    self.name = name
    self.args = args
    self.partialArgs = partialArgs
    self.willContinue = willContinue
  }
}

/// The client's answer to a function call.
package struct FunctionResponse: Hashable, Sendable {
  package var id: String?
  package var name: String
  /// An object.
  package var response: JSONValue?
  /// Ordered media parts, `{inlineData: …}` or `{fileData: …}`, as they came.
  package var parts: [JSONValue]
  package var willContinue: Bool?
  /// `SILENT`, `WHEN_IDLE` or `INTERRUPT`.
  package var scheduling: String?

  package init(
    id: String? = nil,
    name: String,
    response: JSONValue? = nil,
    parts: [JSONValue] = [],
    willContinue: Bool? = nil,
    scheduling: String? = nil
  ) {
    self.id = id
    self.name = name
    self.response = response
    self.parts = parts
    self.willContinue = willContinue
    self.scheduling = scheduling
  }
}
