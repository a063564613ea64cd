/// One entry of `tools`.
package struct ChatTool: ReadableMessage {
  /// `function`, or Pollux's own `code_execution`.
  package var type = ""
  package var function: ChatFunction?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("type", &type)
    fields.field("function", &function)
  }
}

/// A function of the client.
package struct ChatFunction: ReadableMessage {
  package var name = ""
  package var description: String?
  /// JSON Schema.
  package var parameters: JSONValue?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("name", &name)
    fields.field("description", &description)
    fields.field("parameters", &parameters, as: .structure)
    fields.field("strict") { _ = $0.bool() }
  }
}

/// Which functions the model may call.
package enum ChatToolChoice: Hashable, Sendable {
  /// `none`, `auto` or `required`.
  case mode(String)
  /// That one.
  case function(String)

  /// Reads a text, or an object that names a function; nil where neither is given, or what is given was reported.
  init?(from cursor: JSONCursor) {
    guard case .object = cursor.value else {
      guard let mode = cursor.string() else { return nil }
      self = .mode(mode)
      return
    }
    let tool = ChatTool(from: cursor)
    self = .function(tool.function?.name ?? "")
  }
}

/// A call of one of the client's functions.
package struct ChatToolCall: ReadableMessage {
  package var id = ""
  package var name = ""
  /// JSON as text.
  package var arguments = ""
  /// The opaque bytes the call came with; see `Part.thoughtSignature`.
  package var thoughtSignature: [UInt8]?

  package init() {}

  package init(id: String, name: String, arguments: String, thoughtSignature: [UInt8]? = nil) {
    self.id = id
    self.name = name
    self.arguments = arguments
    self.thoughtSignature = thoughtSignature
  }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("id", &id)
    fields.field("type") { _ = $0.string() }
    fields.field("function") { field in
      guard !field.isNull else { return }
      field.readFields(of: "ToolCall.Function") { fields in
        fields.field("name", &name)
        fields.field("arguments", &arguments)
      }
    }
    fields.field("extraContent") { field in
      field.readGoogle { fields in fields.field("thoughtSignature") { thoughtSignature = $0.bytes() } }
    }
    // Clients that put a stream together keep it.
    fields.field("index") { _ = $0.int32() }
  }
}

extension JSONCursor {
  /// Reads the members of `extra_content.google`.
  func readGoogle(_ read: (inout FieldReader) -> Void) {
    guard !isNull else { return }
    readFields(of: "ExtraContent") { fields in
      fields.field("google") { field in
        guard !field.isNull else { return }
        field.readFields(of: "GoogleExtraContent", read)
      }
    }
  }
}
