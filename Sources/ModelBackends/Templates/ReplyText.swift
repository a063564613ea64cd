/// A text of a reply, made when its step is reached.
enum ReplyText: Sendable {
  case literal(String)
  case template(ReplyTemplate)
  /// Made in code from what ran so far; the built-in script's way.
  case computed(@Sendable (ReplyContext) -> String)

  func render(in context: ReplyContext) -> String {
    switch self {
    case .literal(let text): text
    case .template(let template): template.render(in: context)
    case .computed(let make): make(context)
    }
  }
}
