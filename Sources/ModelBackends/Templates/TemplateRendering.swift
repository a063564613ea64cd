import Mustache

/// One text in the making: what mustache asks for goes through here, so that a value that is not there is noticed.
///
/// Mustache takes a missing value for an empty text. So each tag that puts in a value is written as a name of ours, which
/// mustache asks of the objects of all sections around it, innermost first, and at last of the roots; by then it is known
/// what they are, and the tag's own expression is looked up in them.
final class TemplateRendering: MustacheParent {
  /// Begins the names of tags; JSON keys may be the same, for objects of sections never answer to one.
  static let prefix = "pollux-tag-"

  private let tags: [TemplateTag]
  private let roots: TemplateRoots
  /// What was asked for the tag at hand.
  private var objects: [TemplateValue] = []
  /// The first.
  private(set) var miss: TemplateMiss?

  init(_ tags: [TemplateTag], in context: ReplyContext) {
    self.tags = tags
    roots = TemplateRoots(context: context)
  }

  func child(named name: String) -> Any? {
    guard name.hasPrefix(Self.prefix) else { return roots.value(name)?.forMustache(self) }
    defer { objects = [] }
    guard let number = Int(name.dropFirst(Self.prefix.count)), tags.indices.contains(number) else { return nil }
    do throws(TemplateMiss) {
      return try tags[number].value(in: objects, roots).rendered
    } catch {
      miss = miss ?? error
      return nil
    }
  }

  fileprivate func child(named name: String, of value: TemplateValue) -> Any? {
    guard name.hasPrefix(Self.prefix) else { return value.member(name)?.forMustache(self) }
    objects.append(value)
    return nil
  }
}

extension TemplateValue {
  /// The value in a type mustache treats as it should: flags decide sections, lists repeat them.
  fileprivate func forMustache(_ rendering: TemplateRendering) -> Any? {
    switch self {
    case .null: nil
    case .flag(let flag): flag
    case .list(let elements): MustacheList(elements: elements, rendering: rendering)
    case .text, .number, .object, .run: MustacheValue(value: self, rendering: rendering)
    }
  }
}

/// A text, number or object as mustache reads it.
private struct MustacheValue: MustacheParent, MustacheTransformable, MustacheCustomRenderable {
  var value: TemplateValue
  let rendering: TemplateRendering

  var renderText: String { value.rendered }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { rendering.child(named: name, of: value) }
  func transform(_ name: String) -> Any? {
    TemplateTransform(rawValue: name).flatMap(value.applying)?.forMustache(rendering)
  }
}

/// A list as mustache reads it: sections repeat over it.
private struct MustacheList: MustacheSequence, MustacheParent, MustacheTransformable, MustacheCustomRenderable {
  var elements: [TemplateValue]
  let rendering: TemplateRendering

  var renderText: String { TemplateValue.list(elements).rendered }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { rendering.child(named: name, of: .list(elements)) }
  func transform(_ name: String) -> Any? {
    TemplateTransform(rawValue: name).flatMap(TemplateValue.list(elements).applying)?.forMustache(rendering)
  }
  func makeIterator() -> AnyIterator<Any> {
    var rest = elements.makeIterator()
    return AnyIterator { [rendering] in rest.next().map { $0.forMustache(rendering) ?? "" } }
  }
}
