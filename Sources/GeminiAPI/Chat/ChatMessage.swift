/// One message of a chat.
package struct ChatMessage: ReadableMessage {
  /// `system`, `developer`, `user`, `assistant` or `tool`.
  package var role = ""
  package var content: ChatContent?
  package var toolCalls: [ChatToolCall] = []
  /// The call that a message of the role `tool` answers.
  package var toolCallID: String?
  /// With the role `tool` the function's name, where the client says it.
  package var name: String?
  /// The parts an assistant's message had, `extra_content.google.parts`; they say what `content` says, and more.
  package var parts: [JSONValue] = []
  /// Whether it has `function_call`, the older form of `tool_calls`.
  package var hasFunctionCall = false

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("role", &role)
    fields.field("content") { content = ChatContent(from: $0) }
    fields.field("toolCalls", &toolCalls)
    fields.field("toolCallId", &toolCallID)
    fields.field("name", &name)
    fields.field("extraContent") { field in
      field.readGoogle { fields in
        fields.field("parts", &parts, as: .structure)
        // It was told of a thought, and the signature of a text is not asked for again.
        fields.field("thought") { _ = $0.bool() }
        fields.field("thoughtSignature") { _ = $0.bytes() }
      }
    }
    fields.field("functionCall") { hasFunctionCall = !$0.isNull }
    // What answers of other servers have; clients send it back.
    fields.ignore("refusal", "annotations", "audio", "reasoningContent")
  }
}

/// What a message says.
package enum ChatContent: Hashable, Sendable {
  case text(String)
  case parts([ChatPart])

  /// Reads a text or a list of parts; nil where nothing is given, or what is given was reported.
  init?(from cursor: JSONCursor) {
    switch cursor.value {
    case .array, .object: self = .parts(cursor.messages())
    default:
      guard let text = cursor.string() else { return nil }
      self = .text(text)
    }
  }
}

/// A part of a message.
package struct ChatPart: ReadableMessage {
  /// `text`, `image_url`, `input_audio`, `file` or `refusal`.
  package var type = ""
  package var text: String?
  package var refusal: String?
  /// A `data:` URI or an address.
  package var imageURL: String?
  package var audio: ChatAudio?
  package var file: ChatFile?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("type", &type)
    fields.field("text", &text)
    fields.field("refusal", &refusal)
    fields.field("imageUrl") { field in
      guard !field.isNull else { return }
      field.readFields(of: "ImageUrl") { fields in
        fields.field("url", &imageURL)
        fields.field("detail") { _ = $0.string() }
      }
    }
    fields.field("inputAudio", &audio)
    fields.field("file", &file)
  }
}

/// Recorded sound.
package struct ChatAudio: ReadableMessage {
  /// Base64.
  package var data = ""
  /// `wav`, `mp3` and the like.
  package var format = ""

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("data", &data)
    fields.field("format", &format)
  }
}

/// A file in a message.
package struct ChatFile: ReadableMessage {
  /// A `data:` URI, or base64 with a file name that tells its type.
  package var fileData: String?
  package var filename: String?
  /// The name of an uploaded file, `files/{id}`.
  package var fileID: String?

  package init() {}

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("fileData", &fileData)
    fields.field("filename", &filename)
    fields.field("fileId", &fileID)
  }
}
