import Testing

/// A table of a page in Markdown.
struct MarkdownTable {
  /// The cells of each row below the head.
  let rows: [[String]]

  /// Reads the table with a certain first line.
  init(of page: String, head: String) throws {
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == head }, "the page has no table \(head)")
    rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
      line.split(separator: "|").map { String($0.drop { $0 == " " }) }
    }
  }
}

extension String {
  /// What stands in backquotes.
  var quotedNames: [String] { matches(of: /`([^`]+)`/).map { String($0.output.1) } }
}
