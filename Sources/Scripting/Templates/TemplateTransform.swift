/// The functions a template may apply, by name: `{{trim(result.output)}}`.
///
/// Those of swift-mustache keep their names and meaning; `trim`, `int` and `json` are ours.
enum TemplateTransform: String, CaseIterable, Sendable {
  case trim, int, json
  case first, last, reversed, count, empty, sorted
  case capitalized, lowercased, uppercased
  case plusone, minusone, even, odd, equalzero

  /// What comes of applying this to a value of a kind; nil where it cannot be applied.
  func result(for kind: TemplateKind) -> TemplateKind? {
    if self == .json { return .text }
    switch (kind, self) {
    case (.any, .first), (.any, .last), (.any, .reversed), (.any, .sorted): return .any
    case (.text, .trim), (.text, .capitalized), (.text, .lowercased), (.text, .uppercased), (.text, .reversed):
      return .text
    case (.any, .trim), (.any, .capitalized), (.any, .lowercased), (.any, .uppercased): return .text
    case (.text, .int), (.number, .int), (.any, .int): return .number
    case (.text, .empty), (.list, .empty), (.any, .empty): return .flag
    case (.list(let element), .first), (.list(let element), .last): return element
    case (.list, .reversed), (.list(.text), .sorted): return kind
    case (.list, .count), (.any, .count): return .number
    case (.number, .plusone), (.number, .minusone): return .number
    case (.any, .plusone), (.any, .minusone): return .number
    case (.number, .even), (.number, .odd), (.number, .equalzero): return .flag
    case (.any, .even), (.any, .odd), (.any, .equalzero): return .flag
    default: return nil
    }
  }

  /// Functions without an argument, inside a section over a list: `{{^last()}}, {{/last()}}`.
  static let positions: [String: TemplateKind] = [
    "first": .flag, "last": .flag, "index": .number, "even": .flag, "odd": .flag,
  ]
}
