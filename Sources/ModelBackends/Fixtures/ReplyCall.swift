import GeminiAPI

/// A call of a function of the client's, made when its step is reached.
struct ReplyCall: Sendable {
  var name: String
  /// An object; nil for a call without arguments.
  var args: ReplyValue?
  /// Nil leaves it to the model's dialect.
  var id: String?

  func rendered(in context: ReplyContext) -> FunctionCall {
    FunctionCall(id: id, name: name, args: args?.rendered(in: context))
  }
}

/// JSON whose texts may have tags.
indirect enum ReplyValue: Sendable {
  case literal(JSONValue)
  case text(ReplyText)
  case list([ReplyValue])
  case object([(name: String, value: ReplyValue)])
  /// Made in code; the built-in script's way.
  case computed(@Sendable (ReplyContext) -> JSONValue)

  func rendered(in context: ReplyContext) -> JSONValue {
    switch self {
    case .literal(let value): value
    case .text(let text): .string(text.render(in: context))
    case .list(let elements): .array(elements.map { $0.rendered(in: context) })
    case .object(let members):
      .object(members.map { JSONMember(JSONString($0.name), $0.value.rendered(in: context)) })
    case .computed(let make): make(context)
    }
  }
}
