import ModelBackends

/// A tag that puts a value into a text.
struct TemplateTag: Sendable {
  var expression: TemplateExpression
  /// Where it stands in the file.
  var location: SourceLocation

  /// What it gives.
  ///
  /// - Parameters:
  ///   - objects: What the sections around it are over, innermost first.
  ///   - roots: The names beyond them.
  ///   - work: What the text may still cost.
  /// - Returns: The value.
  /// - Throws: Where one of the names is not there, a function makes nothing of what it is given, or it costs too much.
  func value(
    in objects: [TemplateValue],
    _ roots: inout TemplateRoots,
    _ work: inout TemplateWork
  ) throws(TemplateMiss) -> TemplateValue {
    let path = expression.path
    guard let first = path.first else { throw miss("it names nothing") }
    var start: TemplateValue?
    for object in objects where start == nil {
      guard work.take(object.cost(ofMember: first)) else { throw .tooLarge(expression.source, at: location) }
      start = object.member(first)
    }
    guard var value = start ?? roots.value(first) else { throw miss("there is no '\(first)' here") }
    for (index, name) in path.enumerated().dropFirst() {
      guard work.take(value.cost(ofMember: name)) else { throw .tooLarge(expression.source, at: location) }
      guard let member = value.member(name) else {
        let owner = path[..<index].joined(separator: ".")
        if case .run = value, name == "json" { throw miss("what the code printed holds no JSON") }
        throw miss("'\(owner)' has no '\(name)'; it is \(value.shown)")
      }
      value = member
    }
    for name in expression.transforms.reversed() {
      let transform = TemplateTransform(rawValue: name)
      guard work.take(transform.map(value.cost) ?? 1) else { throw .tooLarge(expression.source, at: location) }
      guard let next = transform.flatMap(value.applying) else {
        throw miss("'\(name)' makes nothing of \(value.shown)")
      }
      value = next
    }
    return value
  }

  /// As it is put into a text.
  ///
  /// - Throws: As `value(in:_:_:)`.
  func text(
    in objects: [TemplateValue],
    _ roots: inout TemplateRoots,
    _ work: inout TemplateWork
  ) throws(TemplateMiss) -> String {
    let text = try value(in: objects, &roots, &work).rendered
    guard work.take(text.utf8.count) else { throw .tooLarge(expression.source, at: location) }
    return text
  }

  /// As it stands alone, for JSON.
  ///
  /// - Throws: As `value(in:_:_:)`.
  func wholeValue(_ roots: inout TemplateRoots, _ work: inout TemplateWork) throws(TemplateMiss) -> TemplateValue {
    let value = try value(in: [], &roots, &work)
    guard work.take(value.rendered.utf8.count) else { throw .tooLarge(expression.source, at: location) }
    return value
  }

  private func miss(_ reason: String) -> TemplateMiss {
    TemplateMiss(location: location, tag: expression.source, reason: reason)
  }
}

/// A tag that cannot be filled in when its text is said: its value is not there, or there is no room for it.
///
/// As loud as an unknown name is when the file is read.
struct TemplateMiss: Error, CustomStringConvertible {
  var location: SourceLocation
  /// As it is written, without braces.
  var tag: String
  var reason: String
  /// Whether there is a value, but no room for it.
  var isTooLarge = false

  static func tooLarge(_ tag: String, at location: SourceLocation) -> TemplateMiss {
    let most = "at most \(TemplateWork.maximumBytes) bytes are read and written for the templates of one reply"
    return TemplateMiss(location: location, tag: tag, reason: most, isTooLarge: true)
  }

  var description: String {
    if isTooLarge {
      return "{{\(tag)}} at \(location) takes too much: \(reason), and a section counts once for each element it "
        + "repeats for. Put in smaller values, or repeat less"
    }
    return "{{\(tag)}} at \(location) has no value: \(reason). Where it may be missing, ask for it first: "
      + "{{#name}}…{{/name}}{{^name}}…{{/name}}"
  }
}

extension TemplateValue {
  /// On a line, cut where it is long.
  fileprivate var shown: String {
    switch self {
    case .object(let members) where members.isEmpty: "empty"
    case .list(let elements) where elements.isEmpty: "an empty list"
    default: rendered.prefix(61).count > 60 ? json.prefix(60) + "…" : json
    }
  }
}
