import GeminiAPI

/// A call of a function of the client's, made when its step is reached.
struct ReplyCall: Sendable {
  var name: String
  /// An object; nil for a call without arguments.
  var args: ReplyValue?
  /// Nil leaves it to the model's dialect.
  var id: String?

  func rendered(in context: inout ReplyContext) throws(TemplateMiss) -> FunctionCall {
    FunctionCall(id: id, name: name, args: try args?.rendered(in: &context))
  }
}

/// JSON whose texts may have tags; a text that is one tag and nothing else becomes what the tag gives, with its type.
indirect enum ReplyValue: Sendable {
  case literal(JSONValue)
  case text(ReplyText)
  case list([ReplyValue])
  case object([(name: String, value: ReplyValue)])
  /// Made in code; the built-in script's way.
  case computed(@Sendable (ReplyContext) -> JSONValue)

  func rendered(in context: inout ReplyContext) throws(TemplateMiss) -> JSONValue {
    switch self {
    case .literal(let value): return value
    case .text(let text): return try text.value(in: &context)
    case .list(let elements):
      return .array(try elements.map { (element) throws(TemplateMiss) in try element.rendered(in: &context) })
    case .object(let members):
      return .object(
        try members.map { (member) throws(TemplateMiss) in
          JSONMember(JSONString(member.name), try member.value.rendered(in: &context))
        }
      )
    case .computed(let make): return make(context)
    }
  }
}
