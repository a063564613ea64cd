import GeminiAPI

/// A text of a reply, made when its step is reached.
enum ReplyText: Sendable {
  case literal(String)
  case template(ReplyTemplate)
  /// Made in code from what ran so far; the built-in script's way.
  case computed(@Sendable (ReplyContext) -> String)

  /// - Parameter context: What it speaks of.
  /// - Returns: The text as it is said.
  /// - Throws: Where a value it names is not there.
  func render(in context: inout ReplyContext) throws(TemplateMiss) -> String {
    switch self {
    case .literal(let text): text
    case .template(let template): try template.render(in: &context)
    case .computed(let make): make(context)
    }
  }

  /// The text as a value of JSON: what is one tag and nothing else keeps the type of its value.
  ///
  /// - Parameter context: What it speaks of.
  /// - Returns: The value.
  /// - Throws: Where a value it names is not there.
  func value(in context: inout ReplyContext) throws(TemplateMiss) -> JSONValue {
    guard case .template(let template) = self else { return .string(try render(in: &context)) }
    return JSONValue(try template.value(in: &context))
  }
}
