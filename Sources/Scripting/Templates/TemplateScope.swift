import YAMLInput

/// Which names mean something at a place of a template: the roots, and the sections open around it.
struct TemplateScope {
  /// Innermost last; the first is the roots.
  private(set) var kinds: [TemplateKind]
  private var isInList: [Bool] = [false]

  init(roots: TemplateKind) {
    kinds = [roots]
  }

  /// Sections open here.
  var depth: Int { kinds.count - 1 }

  mutating func open(_ kind: TemplateKind) {
    if case .list(let element) = kind {
      kinds.append(element)
    } else {
      kinds.append(kind)
    }
    switch kind {
    case .list, .any: isInList.append(true)
    default: isInList.append(false)
    }
  }

  mutating func close() {
    kinds.removeLast()
    isInList.removeLast()
  }

  /// What an expression gives.
  ///
  /// - Parameter expression: The tag's content.
  /// - Returns: Its kind, or what is wrong with it.
  func kind(of expression: TemplateExpression) -> Result<TemplateKind, TemplateComplaint> {
    if expression.name.isEmpty { return position(expression.transforms.first ?? "") }
    return value(expression).flatMap { value in
      expression.transforms.reversed().reduce(.success(value)) { kind, name in
        kind.flatMap { applied(name, to: $0) }
      }
    }
  }

  private func value(_ expression: TemplateExpression) -> Result<TemplateKind, TemplateComplaint> {
    let path = expression.path
    let here = kinds[kinds.count - 1]
    guard let first = path.first else { return .success(here) }
    let start =
      expression.name.hasPrefix(".") ? here.member(first) : kinds.reversed().lazy.compactMap { $0.member(first) }.first
    guard var kind = start else { return .failure(unknownRoot(first)) }
    for (index, name) in path.dropFirst().enumerated() {
      guard let member = kind.member(name) else {
        return .failure(unknownMember(name, of: path[...index].joined(separator: "."), kind))
      }
      kind = member
    }
    return .success(kind)
  }

  private func applied(_ name: String, to kind: TemplateKind) -> Result<TemplateKind, TemplateComplaint> {
    guard let transform = TemplateTransform(rawValue: name) else {
      let names = TemplateTransform.allCases.map(\.rawValue)
      return .failure(.unknown("function '\(name)'", meant: name, among: names, listed: "functions"))
    }
    guard let result = transform.result(for: kind) else {
      return .failure(TemplateComplaint("'\(name)' cannot be applied to \(kind.noun)"))
    }
    return .success(result)
  }

  private func position(_ name: String) -> Result<TemplateKind, TemplateComplaint> {
    guard isInList.last == true else {
      return .failure(TemplateComplaint("'\(name)()' means something only inside a section over a list"))
    }
    guard let kind = TemplateTransform.positions[name] else {
      let names = TemplateTransform.positions.keys.sorted()
      return .failure(.unknown("function '\(name)()'", meant: name, among: names, listed: "functions of the position"))
    }
    return .success(kind)
  }

  private func unknownRoot(_ name: String) -> TemplateComplaint {
    if TemplateKind.rootNames.contains(name) {
      return TemplateComplaint("no code has run before this step, so there is no '\(name)' here")
    }
    var known = TemplateKind.rootNames
    for case .object(let members) in kinds.dropFirst() { known += members.keys.sorted() }
    return .unknown("template value '\(name)'", meant: name, among: known, listed: "values")
  }

  private func unknownMember(_ name: String, of owner: String, _ kind: TemplateKind) -> TemplateComplaint {
    guard case .object(let members) = kind else {
      return TemplateComplaint("'\(owner)' is \(kind.noun) and has no '\(name)'")
    }
    let what = "'\(name)' of '\(owner)'"
    return .unknown(what, meant: name, among: members.keys.sorted(), listed: "members")
  }
}

/// What is wrong with a tag.
struct TemplateComplaint: Error {
  var message: String

  init(_ message: String) {
    self.message = message
  }

  static func unknown(_ what: String, meant name: String, among known: [String], listed noun: String)
    -> TemplateComplaint
  {
    guard let meant = NearestName.suggestion(for: name, among: known) else {
      return TemplateComplaint("unknown \(what); \(noun): \(known.joined(separator: ", "))")
    }
    return TemplateComplaint("unknown \(what); did you mean '\(meant)'?")
  }
}
