import GeminiAPI

/// Writes messages as contents.
struct ChatContents {
  /// What all messages of the roles system and developer say.
  private(set) var system: [JSONValue] = []
  private var turns: [JSONValue] = []
  /// Answers to the calls of the last turn: all of them stand in one turn.
  private var answers: [JSONValue] = []
  /// The functions of all calls, by the calls' ids.
  private var names: [String: String] = [:]
  /// The functions of calls without an id, and how many of them are answered: it happens in their order.
  private var nameless: (names: [String], answered: Int) = ([], 0)

  /// - Parameters:
  ///   - message: The next message.
  ///   - field: Its name in messages about it.
  /// - Throws: `INVALID_ARGUMENT` that names the field at fault.
  mutating func add(_ message: ChatMessage, at field: FieldName) throws(Status) {
    guard !message.hasFunctionCall else {
      throw .fault(field.field("function_call"), "is not read; send tool_calls.")
    }
    if message.role != "tool" { closeAnswers() }
    switch message.role {
    case "system", "developer": system += try Self.texts(message, at: field)
    case "user": try addUser(message, at: field)
    case "assistant": try addAssistant(message, at: field)
    case "tool": try addAnswer(message, at: field)
    default:
      throw .fault(
        field.field("role"),
        "'\(message.role.prefix(bytes: 50))' is not one of system, developer, user, assistant, tool."
      )
    }
  }

  /// All turns.
  var finished: [JSONValue] {
    var contents = self
    contents.closeAnswers()
    return contents.turns
  }

  private mutating func closeAnswers() {
    guard !answers.isEmpty else { return }
    turns.append(["role": "user", "parts": .array(answers)])
    answers = []
  }

  private mutating func addUser(_ message: ChatMessage, at field: FieldName) throws(Status) {
    var parts: [JSONValue] = []
    switch message.content {
    case nil: throw .fault(field.field("content"), "is missing.")
    case .text(let text)?: parts = [["text": .string(text)]]
    case .parts(let list)?:
      for (index, part) in list.enumerated() {
        parts.append(try ChatMedia.part(part, at: field.field("content").element(index)))
      }
    }
    turns.append(["role": "user", "parts": .array(parts)])
  }

  private mutating func addAssistant(_ message: ChatMessage, at field: FieldName) throws(Status) {
    // They are the turn itself, and the text only tells it.
    var parts =
      message.parts.isEmpty
      ? try Self.texts(message, at: field).map(ShownImages.removed) : message.parts.map(Self.withoutIndex)
    for (index, call) in message.toolCalls.enumerated() {
      parts.append(try part(call, at: field.field("tool_calls").element(index)))
    }
    guard !parts.isEmpty else { return }
    turns.append(["role": "model", "parts": .array(parts)])
  }

  private static func withoutIndex(_ part: JSONValue) -> JSONValue {
    .object((part.members ?? []).filter { $0.key.text != "index" })
  }

  private mutating func part(_ call: ChatToolCall, at field: FieldName) throws(Status) -> JSONValue {
    guard !call.name.isEmpty else { throw .fault(field.field("function.name"), "is missing.") }
    guard let arguments = Self.object(call.arguments.isEmpty ? "{}" : call.arguments) else {
      throw .fault(field.field("function.arguments"), "must be a JSON object, written as text.")
    }
    var members = [JSONMember("name", .string(call.name)), JSONMember("args", arguments)]
    if call.id.isEmpty {
      nameless.names.append(call.name)
    } else {
      names[call.id] = call.name
      members.append(JSONMember("id", .string(call.id)))
    }
    var part = [JSONMember("functionCall", .object(members))]
    if let signature = call.thoughtSignature {
      part.append(JSONMember("thoughtSignature", .string(Base64.text(of: signature))))
    }
    return .object(part)
  }

  private mutating func addAnswer(_ message: ChatMessage, at field: FieldName) throws(Status) {
    let id = message.toolCallID ?? ""
    guard let name = names[id] ?? nextNameless(id) ?? message.name else {
      let shown = id.isEmpty ? "no call without an id is left" : "no call before has the id '\(id.prefix(bytes: 100))'"
      throw .fault(
        field.field("tool_call_id"),
        "\(shown); send the assistant's message with its tool_calls, and the id of one of them."
      )
    }
    let text = try Self.texts(message, at: field).compactMap { $0["text"]?.text }.joined()
    var members = [
      JSONMember("name", .string(name)), JSONMember("response", Self.object(text) ?? ["result": .string(text)]),
    ]
    if !id.isEmpty { members.append(JSONMember("id", .string(id))) }
    answers.append(["functionResponse": .object(members)])
  }

  private mutating func nextNameless(_ id: String) -> String? {
    guard id.isEmpty, nameless.answered < nameless.names.count else { return nil }
    defer { nameless.answered += 1 }
    return nameless.names[nameless.answered]
  }

  /// A text that is a JSON object; nil for any other.
  private static func object(_ text: String) -> JSONValue? {
    guard let value = try? JSONParser.parse(Array(text.utf8)), value.members != nil else { return nil }
    return value
  }

  /// The parts of a message that has texts alone.
  private static func texts(_ message: ChatMessage, at field: FieldName) throws(Status) -> [JSONValue] {
    switch message.content {
    case nil: return []
    case .text(let text)?: return text.isEmpty && !message.toolCalls.isEmpty ? [] : [["text": .string(text)]]
    case .parts(let parts)?:
      var texts: [JSONValue] = []
      for (index, part) in parts.enumerated() {
        guard let text = part.text ?? part.refusal else {
          throw .fault(
            field.field("content").element(index).field("type"),
            "'\(part.type.prefix(bytes: 50))' cannot stand in a message of the role \(message.role); it takes text."
          )
        }
        texts.append(["text": .string(text)])
      }
      return texts
    }
  }
}
