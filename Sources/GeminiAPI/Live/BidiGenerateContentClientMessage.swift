/// One message of a client in a Live session: exactly one kind.
package struct BidiGenerateContentClientMessage: JSONReadable, Sendable {
  /// The members of the oneof `message_type`.
  package enum Kind: Hashable, Sendable {
    case setup(BidiGenerateContentSetup)
    case clientContent(BidiGenerateContentClientContent)
    case realtimeInput(BidiGenerateContentRealtimeInput)
    case toolResponse(BidiGenerateContentToolResponse)
    case contextUpdate(BidiGenerateContentContextUpdate)
  }

  /// Nil for a message that says nothing.
  package var kind: Kind?

  package init(from cursor: JSONCursor) {
    cursor.readMembers(of: "BidiGenerateContentClientMessage") { name, member in
      let read: (JSONCursor) -> Kind?
      switch name {
      case "setup": read = { $0.message().map(Kind.setup) }
      case "clientContent": read = { $0.message().map(Kind.clientContent) }
      case "realtimeInput": read = { $0.message().map(Kind.realtimeInput) }
      case "toolResponse": read = { $0.message().map(Kind.toolResponse) }
      case "contextUpdate": read = { $0.message().map(Kind.contextUpdate) }
      default: return member.refuseUnknown()
      }
      guard !member.isNull else { return }
      guard kind == nil else { return member.refuseSecond(of: "message_type") }
      kind = read(member)
    }
  }

  /// Reads a frame.
  ///
  /// - Parameter bytes: The whole message as it came.
  /// - Returns: What it says.
  /// - Throws: `INVALID_ARGUMENT` in the service's words, naming every wrong field.
  package static func kind(of bytes: [UInt8]) throws(Status) -> Kind {
    guard let kind = try decode(bytes).kind else {
      throw .invalidArgument(
        "The message is empty; send one of setup, clientContent, realtimeInput, toolResponse, contextUpdate."
      )
    }
    return kind
  }
}

/// Turns that are appended to the conversation.
package struct BidiGenerateContentClientContent: ReadableMessage {
  package var turns: [Content] = []
  /// Whether the model answers now.
  package var turnComplete: Bool?

  package init() {}

  package init(turns: [Content], turnComplete: Bool) { (self.turns, self.turnComplete) = (turns, turnComplete) }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("turns", &turns)
    fields.field("turnComplete", &turnComplete)
  }
}

/// What comes as it is spoken, shown or typed.
package struct BidiGenerateContentRealtimeInput: ReadableMessage {
  package var audio: Blob?
  package var video: Blob?
  package var text: String?
  /// The older form of audio and video, of which only the first counts.
  package var mediaChunks: [Blob] = []
  package var activityStart = false
  package var activityEnd = false
  package var audioStreamEnd: Bool?

  package init() {}

  package init(text: String) { self.text = text }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("audio") { audio = $0.message() }
    fields.field("video") { video = $0.message() }
    fields.field("text", &text)
    fields.field("mediaChunks") { mediaChunks = $0.messages() }
    fields.field("activityStart") { activityStart = $0.object("BidiGenerateContentRealtimeInput.ActivityStart") != nil }
    fields.field("activityEnd") { activityEnd = $0.object("BidiGenerateContentRealtimeInput.ActivityEnd") != nil }
    fields.field("audioStreamEnd", &audioStreamEnd)
  }
}

/// The client's answers to calls of its functions.
package struct BidiGenerateContentToolResponse: ReadableMessage {
  package var functionResponses: [FunctionResponse] = []

  package init() {}

  package init(_ functionResponses: [FunctionResponse]) { self.functionResponses = functionResponses }

  package mutating func read(_ fields: inout FieldReader) { fields.field("functionResponses", &functionResponses) }
}

/// Another instruction or other tools from here on; what is nil stays.
package struct BidiGenerateContentContextUpdate: ReadableMessage {
  package var systemInstruction: Content?
  /// Empty where all tools are taken away.
  package var tools: [Tool]?
  /// What is updated, as it came, under the names `generateContent` has for it.
  package var requestMembers: [JSONMember] = []

  package init() {}

  package static var protoName: String { "BidiGenerateContentContextUpdate" }

  package mutating func read(_ fields: inout FieldReader) {
    fields.field("systemInstruction") { member in
      systemInstruction = member.message()
      if let value = member.anything() { requestMembers.append(JSONMember("systemInstruction", value)) }
    }
    fields.field("tools") { member in
      guard let update: Tools = member.message() else { return }
      tools = update.tools
      requestMembers.append(JSONMember("tools", update.json))
    }
  }

  /// The message around the list, which tells an empty list from none.
  private struct Tools: ReadableMessage {
    var tools: [Tool] = []
    var json = JSONValue.array([])

    static var protoName: String { "BidiGenerateContentContextUpdate.Tools" }

    mutating func read(_ fields: inout FieldReader) {
      fields.field("tools") { member in
        tools = member.messages()
        json = .array(member.listElements.compactMap { $0.anything() })
      }
    }
  }
}
