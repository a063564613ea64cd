/// The capture groups of a regular expression, read from its text so that templates can be checked before any match.
struct PatternGroups: Hashable, Sendable {
  private(set) var names: [String] = []
  /// Groups with and without a name; the whole match is not counted.
  private(set) var count = 0

  init(pattern: String) {
    var rest = Substring(pattern)
    var classDepth = 0
    while let character = rest.popFirst() {
      switch character {
      case "\\": rest = rest.dropFirst()
      case "[": classDepth += 1
      case "]" where classDepth > 0: classDepth -= 1
      case "(" where classDepth == 0: open(&rest)
      default: break
      }
    }
  }

  private mutating func open(_ rest: inout Substring) {
    guard rest.first == "?" else {
      count += rest.first == "*" ? 0 : 1
      return
    }
    for prefix in ["?<", "?P<"] where rest.hasPrefix(prefix) {
      let name = rest.dropFirst(prefix.count).prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      guard let first = name.first, first.isLetter || first == "_" else { continue }
      names.append(String(name))
      count += 1
      return
    }
  }
}
