/// Cuts a template into plain text and tags.
struct TemplateScanner {
  enum Piece {
    case text(Substring)
    case tag(Tag)
  }

  struct Tag {
    /// `#`, `^`, `/`, `&`, `!`, `>`, `<`, `$`, `%`, or nil for a plain value; `{` of `{{{x}}}` reads as `&`.
    var sigil: Character?
    var content: Substring
    /// The tag with its delimiters.
    var source: Substring
    /// Whether the delimiters are the ones every template starts with.
    var hasDefaultDelimiters: Bool
  }

  /// The most bytes between the delimiters of a tag: no value is longer, and braces far apart are not a tag.
  private static let maximumTagSize = 1_000

  private let text: String
  private var position: String.Index
  private var open = "{{"
  private var close = "}}"
  /// Where each closing delimiter stands next, so that none is looked for twice; nil where none follows.
  private var nextClosing: [String: Range<String.Index>?] = [:]

  init(_ text: String) {
    self.text = text
    position = text.startIndex
  }

  var hasDefaultDelimiters: Bool { open == "{{" && close == "}}" }

  /// Line and column, both from 1, of a place in the text.
  func place(of index: String.Index) -> (line: Int, column: Int) {
    let before = text[..<index]
    let lineStart = before.lastIndex(where: \.isNewline).map(before.index(after:)) ?? before.startIndex
    return (before.count(where: \.isNewline) + 1, before[lineStart...].unicodeScalars.count + 1)
  }

  /// The next piece; nil at the end.
  ///
  /// - Throws: What is wrong where a tag has no end.
  mutating func next() throws(TemplateComplaint) -> Piece? {
    let rest = text[position...]
    guard !rest.isEmpty else { return nil }
    guard let start = rest.firstRange(of: open) else {
      position = text.endIndex
      return .text(rest)
    }
    guard start.lowerBound == position else {
      position = start.lowerBound
      return .text(rest[..<start.lowerBound])
    }
    return .tag(try tag(from: start))
  }

  /// Gives the opening delimiter back as plain text, where what follows turned out to be no tag.
  mutating func textInsteadOfTag(_ start: String.Index) -> Piece {
    let end = text.index(start, offsetBy: open.count, limitedBy: text.endIndex) ?? text.endIndex
    position = end
    return .text(text[start..<end])
  }

  /// Where the next piece starts.
  var start: String.Index { position }

  private mutating func tag(from start: Range<String.Index>) throws(TemplateComplaint) -> Tag {
    let isTriple = hasDefaultDelimiters && text[start.upperBound...].first == "{"
    let closing = isTriple ? "}}}" : close
    guard let end = firstClosing(closing, from: start.upperBound) else {
      throw TemplateComplaint("a tag opened with '\(open)' is not closed with '\(closing)'")
    }
    guard text[start.upperBound..<end.lowerBound].utf8.count <= Self.maximumTagSize else {
      throw TemplateComplaint("a tag opened with '\(open)' has more than \(Self.maximumTagSize) bytes")
    }
    let inside = text[start.upperBound..<end.lowerBound].drop(while: \.isWhitespace)
    var tag = Tag(
      content: inside,
      source: text[start.lowerBound..<end.upperBound],
      hasDefaultDelimiters: hasDefaultDelimiters
    )
    if isTriple {
      tag.sigil = "&"
      tag.content = inside.dropFirst()
    } else if let first = inside.first, "#^/&!><$%=".contains(first) {
      tag.sigil = first
      tag.content = inside.dropFirst()
    }
    position = end.upperBound
    return tag
  }

  private mutating func firstClosing(_ closing: String, from start: String.Index) -> Range<String.Index>? {
    if let known = nextClosing[closing] {
      guard let range = known else { return nil }
      if range.lowerBound >= start { return range }
    }
    let found = text[start...].firstRange(of: closing)
    nextClosing[closing] = .some(found)
    return found
  }

  /// Follows a tag such as `{{=<% %>=}}`.
  ///
  /// - Parameter content: What stands between the first equals sign and the closing delimiter.
  /// - Throws: What is wrong with it.
  mutating func setDelimiters(_ content: Substring) throws(TemplateComplaint) {
    let parts = content.dropLast().split(whereSeparator: \.isWhitespace)
    guard content.last == "=", parts.count == 2, !parts.contains(where: { $0.contains("=") || $0.count > 8 }) else {
      throw TemplateComplaint("delimiters are changed by a tag like {{=<% %>=}}")
    }
    open = String(parts[0])
    close = String(parts[1])
  }
}
