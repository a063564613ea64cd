import GeminiAPI
import Mustache

/// What mustache sees of a reply: the names a template starts from.
struct TemplateRoots: MustacheParent {
  var context: ReplyContext

  func child(named name: String) -> Any? {
    root(name)?.forMustache
  }

  private func root(_ name: String) -> TemplateValue? {
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

extension TemplateValue {
  /// The value in a type mustache treats as it should: flags decide sections, lists repeat them.
  fileprivate var forMustache: Any? {
    switch self {
    case .null: nil
    case .flag(let flag): flag
    case .list(let elements): MustacheList(elements: elements)
    case .text, .number, .object, .run: MustacheValue(value: self)
    }
  }
}

/// A text, number or object as mustache reads it.
private struct MustacheValue: MustacheParent, MustacheTransformable, MustacheCustomRenderable {
  var value: TemplateValue

  var renderText: String { value.rendered }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { value.member(name)?.forMustache }
  func transform(_ name: String) -> Any? { TemplateTransform(rawValue: name).flatMap(value.applying)?.forMustache }
}

/// A list as mustache reads it: sections repeat over it.
private struct MustacheList: MustacheSequence, MustacheParent, MustacheTransformable, MustacheCustomRenderable {
  var elements: [TemplateValue]

  var renderText: String { TemplateValue.list(elements).rendered }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { TemplateValue.list(elements).member(name)?.forMustache }
  func transform(_ name: String) -> Any? {
    TemplateTransform(rawValue: name).flatMap(TemplateValue.list(elements).applying)?.forMustache
  }
  func makeIterator() -> AnyIterator<Any> {
    var rest = elements.makeIterator()
    return AnyIterator { rest.next().map { $0.forMustache ?? "" } }
  }
}
