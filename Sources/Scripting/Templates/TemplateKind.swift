/// What a template's value can be, known before it is rendered.
indirect enum TemplateKind: Hashable, Sendable {
  case text
  case number
  case flag
  case list(TemplateKind)
  case object([String: TemplateKind])
  /// JSON whose shape only the run tells.
  case any

  /// The kind of a member; nil when there is none of this name.
  func member(_ name: String) -> TemplateKind? {
    switch self {
    case .object(let members): members[name]
    case .list(let element): Int(name) == nil ? nil : element
    case .any: .any
    case .text, .number, .flag: nil
    }
  }

  /// As a message says it.
  var noun: String {
    switch self {
    case .text: "a text"
    case .number: "a number"
    case .flag: "true or false"
    case .list: "a list"
    case .object: "an object"
    case .any: "a JSON value"
    }
  }
}

extension TemplateKind {
  /// A run: what `result` and each of `results` is.
  static let run = TemplateKind.object([
    "output": .text, "outcome": .text, "ok": .flag, "lines": .list(.text), "json": .any, "files": .list(file),
    "stderr": .text, "exit": .number, "duration_ms": .number,
  ])
  static let file = TemplateKind.object(["name": .text, "mime": .text, "size": .number])
  static let request = TemplateKind.object([
    "prompt": .text, "system": .text, "model": .text, "files": .list(file),
  ])

  /// What `match` has.
  ///
  /// - Parameters:
  ///   - groups: The groups of the fixture's pattern, if it has one.
  ///   - hasFiles: Whether the fixture matches files, so that `match.file` is known.
  /// - Returns: An object with the groups by number and by name.
  static func captures(of groups: PatternGroups?, hasFiles: Bool) -> TemplateKind {
    var members: [String: TemplateKind] = ["0": .text]
    for name in groups?.names ?? [] { members[name] = .text }
    for number in 0..<(groups?.count ?? 0) { members[String(number + 1)] = .text }
    if hasFiles { members["file"] = file }
    return .object(members)
  }

  /// The values a template starts from.
  ///
  /// - Parameters:
  ///   - match: The kind of `match`.
  ///   - hasRun: Whether code may have run before; without it there is no `result`.
  /// - Returns: An object with the names as members.
  static func roots(match: TemplateKind, hasRun: Bool) -> TemplateKind {
    var roots: [String: TemplateKind] = ["request": request, "match": match, "answer": .any]
    if hasRun {
      roots["result"] = run
      roots["results"] = .list(run)
    }
    return .object(roots)
  }

  /// Every name a template can start from.
  static let rootNames = ["result", "results", "request", "match", "answer"]
}
