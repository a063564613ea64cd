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
  /// The largest of those in no other.
  private let section: TemplateSection?
  private var roots: TemplateRoots
  /// What the reply's templates may still cost.
  private(set) var work: TemplateWork
  /// What was asked for the tag at hand.
  private var objects: [TemplateValue] = []
  /// The first.
  private(set) var miss: TemplateMiss?

  init(_ tags: [TemplateTag], _ section: TemplateSection?, in context: ReplyContext) {
    (self.tags, self.section) = (tags, section)
    roots = TemplateRoots(context: context)
    work = context.work
  }

  func child(named name: String) -> Any? {
    defer { objects = [] }
    guard name.hasPrefix(Self.prefix) else { return roots.value(name)?.forMustache(self) }
    guard let number = Int(name.dropFirst(Self.prefix.count)), tags.indices.contains(number) else { return nil }
    do throws(TemplateMiss) {
      return try tags[number].text(in: objects, &roots, &work)
    } catch {
      miss = miss ?? error
      return nil
    }
  }

  fileprivate func child(named name: String, of value: TemplateValue) -> Any? {
    guard name.hasPrefix(Self.prefix) else {
      return takes(value.cost(ofMember: name)) ? value.member(name)?.forMustache(self) : nil
    }
    objects.append(value)
    return nil
  }

  fileprivate func text(of value: TemplateValue) -> String {
    guard !work.isOver else { return "" }
    let text = value.rendered
    return takes(text.utf8.count) ? text : ""
  }

  fileprivate func applying(_ name: String, to value: TemplateValue) -> Any? {
    guard let transform = TemplateTransform(rawValue: name), takes(value.cost(of: transform)) else { return nil }
    return value.applying(transform)?.forMustache(self)
  }

  /// Counts one more round of a section, with all that stands in it.
  ///
  /// - Returns: Whether it is made.
  fileprivate func repeats() -> Bool { takes((section?.size ?? 0) + 16) }

  /// Takes what is not looked up by a tag of ours: it is for a section.
  private func takes(_ bytes: Int) -> Bool {
    guard !work.take(bytes) else { return true }
    if miss == nil, let section { miss = .tooLarge(section.tag, at: section.location) }
    return false
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

  var renderText: String { rendering.text(of: value) }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { rendering.child(named: name, of: value) }
  func transform(_ name: String) -> Any? { rendering.applying(name, to: value) }
}

/// A list as mustache reads it: sections repeat over it.
private struct MustacheList: MustacheSequence, MustacheParent, MustacheTransformable, MustacheCustomRenderable {
  var elements: [TemplateValue]
  let rendering: TemplateRendering

  var renderText: String { rendering.text(of: .list(elements)) }
  var isNull: Bool { false }
  func child(named name: String) -> Any? { rendering.child(named: name, of: .list(elements)) }
  func transform(_ name: String) -> Any? { rendering.applying(name, to: .list(elements)) }
  func makeIterator() -> AnyIterator<Any> {
    var rest = elements.makeIterator()
    return AnyIterator { [rendering] in
      guard let element = rest.next(), rendering.repeats() else { return nil }
      return element.forMustache(rendering) ?? ""
    }
  }
}
