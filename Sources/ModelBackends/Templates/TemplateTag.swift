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
  /// - Returns: The value.
  /// - Throws: Where one of the names is not there, or a function makes nothing of what it is given.
  func value(in objects: [TemplateValue], _ roots: TemplateRoots) throws(TemplateMiss) -> TemplateValue {
    let path = expression.path
    guard let first = path.first else { throw miss("it names nothing") }
    guard var value = objects.lazy.compactMap({ $0.member(first) }).first ?? roots.value(first) else {
      throw miss("there is no '\(first)' here")
    }
    for (index, name) in path.enumerated().dropFirst() {
      guard let member = value.member(name) else {
        let owner = path[..<index].joined(separator: ".")
        if case .run = value, name == "json" { throw miss("what the code printed holds no JSON") }
        throw miss("'\(owner)' has no '\(name)'; it is \(value.shown)")
      }
      value = member
    }
    for name in expression.transforms.reversed() {
      guard let next = TemplateTransform(rawValue: name).flatMap(value.applying) else {
        throw miss("'\(name)' makes nothing of \(value.shown)")
      }
      value = next
    }
    return value
  }

  private func miss(_ reason: String) -> TemplateMiss {
    TemplateMiss(location: location, tag: expression.source, reason: reason)
  }
}

/// A tag whose value is not there when its text is said; as loud as an unknown name is when the file is read.
struct TemplateMiss: Error, CustomStringConvertible {
  var location: SourceLocation
  /// As it is written, without braces.
  var tag: String
  var reason: String

  var description: String {
    "{{\(tag)}} at \(location) has no value: \(reason). Where it may be missing, ask for it first: "
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
