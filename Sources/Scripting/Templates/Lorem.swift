import ModelBackends

/// Fills `{{#lorem}}400{{/lorem}}` with as many words, always the same: for long answers nobody wants to write.
enum Lorem {
  /// The most words one place may ask for.
  static let maximumWords = 100_000

  private static let words = """
    lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore et dolore magna \
    aliqua enim ad minim veniam quis nostrud exercitation ullamco laboris nisi aliquip ex ea commodo consequat duis aute \
    irure in reprehenderit voluptate velit esse cillum eu fugiat nulla pariatur excepteur sint occaecat cupidatat non \
    proident sunt culpa qui officia deserunt mollit anim id est laborum
    """.split(separator: " ").map(String.init)

  private static let opening = "{{#lorem}}"
  private static let closing = "{{/lorem}}"

  /// - Parameters:
  ///   - text: A text of a fixture.
  ///   - budget: What the texts of its file may still cost.
  /// - Returns: The text with words in each such place.
  /// - Throws: Where such a place has no number of words, or there are too many.
  static func filled(_ text: String, budget: inout TemplateBudget) throws(TemplateComplaint) -> String {
    guard text.contains(opening) else { return text }
    var filled = ""
    var rest = text[...]
    while let start = rest.firstRange(of: opening) {
      filled += rest[..<start.lowerBound]
      let inside = rest[start.upperBound...]
      guard let end = inside.firstRange(of: closing) else {
        throw TemplateComplaint("'\(opening)' has no '\(closing)'")
      }
      guard let count = Int(String(inside[..<end.lowerBound]).trimmed), (1...maximumWords).contains(count) else {
        throw TemplateComplaint("between '\(opening)' and '\(closing)' stands a number of words, 1 to \(maximumWords)")
      }
      try budget.take(words: count)
      filled += sentences(of: count)
      rest = inside[end.upperBound...]
    }
    return filled + rest
  }

  /// Sentences of a dozen words.
  private static func sentences(of count: Int) -> String {
    var text = ""
    for index in 0..<count {
      let word = words[(index * 7 + index / words.count) % words.count]
      let isFirst = index % 12 == 0
      text += index == 0 ? "" : isFirst ? ". " : " "
      text += isFirst ? word.prefix(1).uppercased() + word.dropFirst() : word
    }
    return text + "."
  }
}
