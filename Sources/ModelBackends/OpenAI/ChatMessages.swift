import GeminiAPI

/// The contents of a request as messages.
enum ChatMessages {
  static func all(of conversation: Conversation) -> [JSONValue] {
    var messages: [JSONValue] = []
    if let system = conversation.request.systemInstruction?.spokenText, !system.isEmpty {
      messages.append(["role": "system", "content": .string(system)])
    }
    // Calls without an id are answered by name, in their order.
    var open: [(name: String, id: String)] = []
    for (index, content) in conversation.request.contents.enumerated() {
      if content.role == "model" {
        messages += model(content, index, &open)
      } else {
        messages += user(content, &open)
      }
    }
    return messages
  }

  static func tool(_ text: String, call: String) -> JSONValue {
    ["role": "tool", "tool_call_id": .string(call), "content": .string(text)]
  }

  static func told(_ outcome: Outcome, _ text: String) -> String { "\(outcome.rawValue)\n\(text)" }

  /// A turn of the model's, cut behind each block: what came of it stands between.
  private static func model(_ content: Content, _ index: Int, _ open: inout [(name: String, id: String)]) -> [JSONValue]
  {
    var messages: [JSONValue] = []
    var said = ""
    var calls: [JSONValue] = []
    func close() {
      guard !said.isEmpty || !calls.isEmpty else { return }
      var message = [JSONMember("role", "assistant"), JSONMember("content", said.isEmpty ? .null : .string(said))]
      if !calls.isEmpty { message.append(JSONMember("tool_calls", .array(calls))) }
      messages.append(.object(message))
      (said, calls) = ("", [])
    }
    var block = ""
    for (place, part) in content.parts.enumerated() {
      let id = "call_\(index)_\(place)"
      switch part.data {
      case .text(let text) where !part.thought: said += text
      case .executableCode(let code):
        block = id
        calls.append(call(id, ChatRequest.codeFunction, ["code": .string(code.code)]))
        close()
      case .codeExecutionResult(let result):
        messages.append(tool(told(result.outcome, result.output ?? ""), call: block))
      case .functionCall(let function):
        let id = function.id ?? id
        open.append((function.name, id))
        calls.append(call(id, function.name, function.args ?? [:]))
      default: break
      }
    }
    close()
    return messages
  }

  /// A call as a message has it.
  ///
  /// - Parameters:
  ///   - id: What its answer names.
  ///   - name: The function.
  ///   - arguments: A text, JSON as a rule.
  /// - Returns: A member of `tool_calls`.
  static func call(_ id: String, _ name: String, _ arguments: String) -> JSONValue {
    ["id": .string(id), "type": "function", "function": ["name": .string(name), "arguments": .string(arguments)]]
  }

  private static func call(_ id: String, _ name: String, _ arguments: JSONValue) -> JSONValue {
    call(id, name, String(decoding: arguments.json(pretty: false), as: UTF8.self))
  }

  /// A turn of the user's: first the answers to calls, then what is said, with images.
  private static func user(_ content: Content, _ open: inout [(name: String, id: String)]) -> [JSONValue] {
    var messages: [JSONValue] = []
    var pieces: [JSONValue] = []
    for part in content.parts {
      switch part.data {
      case .functionResponse(let response):
        let place = open.firstIndex { response.id == nil ? $0.name == response.name : $0.id == response.id }
        let id = place.map { open.remove(at: $0).id } ?? response.id ?? response.name
        let text = String(decoding: (response.response ?? [:]).json(pretty: false), as: UTF8.self)
        messages.append(tool(text, call: id))
      case .text(let text) where !part.thought: pieces.append(["type": "text", "text": .string(text)])
      case .inlineData(let blob) where blob.mimeType.hasPrefix("image/"):
        let url = "data:\(blob.mimeType);base64,\(Base64.text(of: blob.data.array))"
        pieces.append(["type": "image_url", "image_url": ["url": .string(url)]])
      default: break
      }
    }
    guard !pieces.isEmpty else { return messages }
    // Many servers take a list only where there are images.
    let hasImage = pieces.contains { $0["type"]?.text == "image_url" }
    let said: JSONValue =
      hasImage ? .array(pieces) : .string(pieces.compactMap { $0["text"]?.text }.joined(separator: "\n"))
    return messages + [["role": "user", "content": said]]
  }
}
