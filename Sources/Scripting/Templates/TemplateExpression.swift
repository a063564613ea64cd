import ModelBackends

/// What stands in a tag: a name, with functions around it, `trim(last(result.lines))`.
struct TemplateExpression: Hashable {
  /// Empty for functions of the position in a list, `index()`.
  var name: String
  /// Outermost first, as they are written.
  var transforms: [String]

  /// Nil where the text is not an expression.
  init?(_ text: some StringProtocol) {
    var rest = Substring(text.trimmed)
    guard !rest.isEmpty, rest.allSatisfy(Self.isAllowed) else { return nil }
    transforms = []
    while let open = rest.firstIndex(of: "("), rest.last == ")" {
      transforms.append(String(rest[..<open]))
      rest = rest[rest.index(after: open)...].dropLast()
    }
    guard !rest.contains(where: { "()".contains($0) }), !transforms.contains(""), transforms.count <= 8 else {
      return nil
    }
    guard !rest.isEmpty || transforms.count == 1 else { return nil }
    name = String(rest)
  }

  /// The names between the dots; none for `.`, the value of the section around.
  var path: [String] { name.split(separator: ".").map(String.init) }

  /// As it is written.
  var source: String { transforms.map { $0 + "(" }.joined() + name + String(repeating: ")", count: transforms.count) }

  /// The characters swift-mustache takes for a name.
  private static func isAllowed(_ character: Character) -> Bool {
    guard character.isASCII else { return false }
    return character.isLetter || character.isNumber || "._-?*()".contains(character)
  }
}
