import GeminiAPI

/// The names a template starts from.
struct TemplateRoots {
  let context: ReplyContext
  /// What was made of them before; the parts of a request may be large.
  private var made: [String: TemplateValue] = [:]

  init(context: ReplyContext) {
    self.context = context
  }

  mutating func value(_ name: String) -> TemplateValue? {
    if let value = made[name] { return value }
    let value = make(name)
    made[name] = value
    return value
  }

  private func make(_ name: String) -> TemplateValue? {
    switch name {
    case "result": context.results.last.map(TemplateValue.run)
    case "results": .list(context.results.map(TemplateValue.run))
    case "request":
      .object([
        ("prompt", .text(context.turn.prompt)), ("system", .text(context.turn.system.source)),
        ("model", .text(context.turn.model)),
        ("files", .list(context.turn.files.map(TemplateValue.init))),
      ])
    case "match": .object(captured)
    case "answer": .object(context.turn.answers.map { ($0.name, TemplateValue($0.response ?? .null)) })
    default: nil
    }
  }

  private var captured: [(name: String, value: TemplateValue)] {
    let captures = context.captures
    var members = captures.numbered.enumerated().map {
      (name: String($0.offset), value: TemplateValue.text($0.element))
    }
    members += captures.named.map { ($0.key, .text($0.value)) }
    if let file = captures.file { members.append(("file", TemplateValue(file))) }
    return members
  }
}
