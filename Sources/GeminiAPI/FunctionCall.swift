/// The model's wish that the client calls one of its functions.
package struct FunctionCall: WireMessage {
  package var id: String?
  package var name = ""
  /// An object, or nil when the call has no arguments.
  package var args: JSONValue?
  package var partialArgs: JSONValue?
  package var willContinue: Bool?

  package init() {}

  package init(id: String? = nil, name: String, args: JSONValue? = nil) {
    self.id = id
    self.name = name
    self.args = args
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("name", &name)
    fields.field("args", &args, as: .structure)
    fields.field("partialArgs", &partialArgs, as: .anything)
    fields.field("willContinue", &willContinue)
    fields.field("id", &id)
  }
}

/// The client's answer to a function call.
package struct FunctionResponse: WireMessage {
  package var id: String?
  package var name = ""
  /// An object.
  package var response: JSONValue?
  /// Ordered media parts, `{inlineData: …}` or `{fileData: …}`, as they came.
  package var parts: [JSONValue] = []
  package var willContinue: Bool?
  /// `SILENT`, `WHEN_IDLE` or `INTERRUPT`.
  package var scheduling: String?

  package init() {}

  package init(name: String, response: JSONValue? = nil) {
    self.name = name
    self.response = response
  }

  package mutating func visit(_ fields: inout some FieldVisitor) {
    fields.field("name", &name)
    fields.field("response", &response, as: .structure)
    fields.field("parts", &parts, as: .object("FunctionResponsePart"))
    fields.field("willContinue", &willContinue)
    fields.field("scheduling", &scheduling, of: .scheduling)
    fields.field("id", &id)
  }
}
