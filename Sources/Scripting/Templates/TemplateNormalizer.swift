import ModelBackends
import YAMLInput

/// Checks a template's tags and writes it anew so that only real tags look like tags.
///
/// swift-mustache keeps what it parsed to itself and takes any `{{` for a tag, so names are checked here, and tags get
/// delimiters that the text does not hold; braces that are none stay plain text.
struct TemplateNormalizer {
  private static let maximumTags = 1000
  private static let maximumDepth = 16
  /// What is told of one text; whatever else is wrong shows once these are mended.
  private static let maximumProblems = 20

  private var scanner: TemplateScanner
  private let mode: ReplyTemplate.Mode
  private var scope: TemplateScope
  private var openSections: [(expression: TemplateExpression, isInverted: Bool, start: String.Index)] = []
  private var problems: [TemplateProblems.Problem] = []
  private var output: String
  private var values: [TemplateTag] = []
  /// The largest section that is in no other, and where the one at hand begins in the output.
  private var largest: TemplateSection?
  private var outermostStart = 0
  /// Whether there is anything but tags that put in a value.
  private var hasMore = false
  private let place: (_ line: Int, _ column: Int) -> SourceLocation
  private let delimiters: (open: String, close: String)

  init(
    _ text: String,
    mode: ReplyTemplate.Mode,
    roots: TemplateKind,
    place: @escaping (_ line: Int, _ column: Int) -> SourceLocation
  ) {
    self.place = place
    scanner = TemplateScanner(text)
    self.mode = mode
    scope = TemplateScope(roots: roots)
    let (open, close) = Self.unusedCharacters(in: text)
    // Twice, for swift-mustache 2.1.1 goes back by two characters from the end of a section whatever opens its tags, and
    // traps where that is before an empty section's begin.
    delimiters = ("\(open)\(open)", "\(close)\(close)")
    // Each of the two lines stands alone, so mustache drops its line end with it.
    output = "{{% CONTENT_TYPE:TEXT}}\n{{=\(delimiters.open) \(delimiters.close)=}}\n"
  }

  /// How many tags the text has; 0 before it was rewritten.
  private(set) var tags = 0

  /// The rewritten template; nil where the text has no tag at all and is its own result.
  ///
  /// - Throws: All that is wrong.
  mutating func normalized() throws(TemplateProblems) -> NormalizedTemplate? {
    while tags <= Self.maximumTags, problems.count < Self.maximumProblems {
      let start = scanner.start
      do {
        guard let piece = try scanner.next() else { break }
        switch piece {
        case .text(let text): writeText(text)
        case .tag(let tag): try take(tag, at: start)
        }
      } catch {
        guard !isLenient else {
          passAsText(start)
          continue
        }
        report(error.message, at: start)
        break
      }
    }
    for section in openSections where tags <= Self.maximumTags && problems.count < Self.maximumProblems {
      report("section '\(section.expression.source)' is not closed", at: section.start)
    }
    guard problems.isEmpty else { throw TemplateProblems(list: problems) }
    return tags == 0 ? nil : normalizedTemplate
  }

  private var normalizedTemplate: NormalizedTemplate {
    NormalizedTemplate(text: output, tags: values, section: largest, isOneTag: values.count == 1 && !hasMore)
  }

  private var isLenient: Bool { mode == .code && scanner.hasDefaultDelimiters }

  private mutating func take(_ tag: TemplateScanner.Tag, at start: String.Index) throws(TemplateComplaint) {
    tags += 1
    if tags == Self.maximumTags + 1 { report("more than \(Self.maximumTags) tags in one text", at: start) }
    switch tag.sigil {
    case "=":
      try scanner.setDelimiters(tag.content)
      writeComment()
    case "!" where !isLenient:
      writeComment()
    case nil, "&", "#", "^", "/":
      takeValue(tag, at: start)
    default:
      guard !isLenient else { return passAsText(start) }
      report("'\(tag.source)': partials, blocks and pragmas are not part of the fixture format", at: start)
    }
  }

  private mutating func takeValue(_ tag: TemplateScanner.Tag, at start: String.Index) {
    guard let expression = TemplateExpression(tag.content) else {
      guard !isLenient else { return passAsText(start) }
      return report("'\(tag.source)' is not a value; write {{result.output}} or {{trim(result.output)}}", at: start)
    }
    if isLenient, isPython(expression, sigil: tag.sigil) { return passAsText(start) }
    if tag.sigil == "/" { return closeSection(expression, at: start) }
    switch scope.kind(of: expression) {
    case .failure(let complaint):
      let hint = isLenient ? "; for braces of Python's, change the template's: {{=<% %>=}}" : ""
      report(complaint.message + hint, at: start)
    case .success(let kind):
      if let sigil = tag.sigil, sigil != "&" {
        openSection(expression, kind, isInverted: sigil == "^", at: start)
      } else if case .object = kind {
        report("'\(expression.source)' is an object; name one of its members", at: start)
      } else {
        writeValue(expression, at: start)
      }
    }
  }

  /// Whether braces in code are Python's own, going by what stands between them.
  private func isPython(_ expression: TemplateExpression, sigil: Character?) -> Bool {
    if sigil == "/" { return openSections.last?.expression != expression }
    let first = expression.path.first ?? ""
    let isInSection = scope.depth > 0
    if isInSection, case .success = scope.kind(of: expression) { return false }
    let isPlainName = expression.path.count < 2 && expression.transforms.isEmpty && sigil != "#" && sigil != "^"
    if isPlainName { return true }
    if TemplateKind.rootNames.contains(first) { return false }
    return !TemplateKind.rootNames.contains { NearestName.distance($0, first) == 1 }
  }

  private mutating func openSection(
    _ expression: TemplateExpression,
    _ kind: TemplateKind,
    isInverted: Bool,
    at start: String.Index
  ) {
    guard openSections.count < Self.maximumDepth else {
      return report("sections nest deeper than \(Self.maximumDepth)", at: start)
    }
    if openSections.isEmpty { outermostStart = output.utf8.count }
    openSections.append((expression, isInverted, start))
    scope.open(isInverted ? .flag : kind)
    write(isInverted ? "^" : "#", expression)
  }

  private mutating func closeSection(_ expression: TemplateExpression, at start: String.Index) {
    guard let section = openSections.last, section.expression == expression else {
      let expected = openSections.last.map { "; '\($0.expression.source)' is open" } ?? "; no section is open"
      return report("'\(expression.source)' is closed here\(expected)", at: start)
    }
    openSections.removeLast()
    scope.close()
    write("/", expression)
    let size = output.utf8.count - outermostStart
    guard openSections.isEmpty, size > largest?.size ?? 0 else { return }
    let (line, column) = scanner.place(of: section.start)
    let sigil = section.isInverted ? "^" : "#"
    largest = TemplateSection(tag: sigil + expression.source, location: place(line, column), size: size)
  }

  /// Writes a tag that puts in a value: a name for what is looked up by its expression, but for what only mustache knows,
  /// the element of the section around and its place.
  private mutating func writeValue(_ expression: TemplateExpression, at start: String.Index) {
    guard !expression.path.isEmpty, !expression.name.hasPrefix(".") else { return write("&", expression) }
    let (line, column) = scanner.place(of: start)
    output += "\(delimiters.open)&\(TemplateRendering.prefix)\(values.count)\(delimiters.close)"
    values.append(TemplateTag(expression: expression, location: place(line, column)))
  }

  private mutating func writeText(_ text: some StringProtocol) {
    hasMore = hasMore || !text.isEmpty
    output += text
  }

  private mutating func write(_ sigil: Character?, _ expression: TemplateExpression) {
    hasMore = true
    output += delimiters.open
    if let sigil { output.append(sigil) }
    output += expression.source
    output += delimiters.close
  }

  /// Stands for a tag that says nothing, so that a line of its own vanishes with its line end as mustache wants it.
  private mutating func writeComment() {
    output += "\(delimiters.open)!\(delimiters.close)"
  }

  private mutating func passAsText(_ start: String.Index) {
    if case .text(let text) = scanner.textInsteadOfTag(start) { writeText(text) }
  }

  private mutating func report(_ message: String, at index: String.Index) {
    let place = scanner.place(of: index)
    problems.append(.init(line: place.line, column: place.column, message: message))
  }

  /// Two characters of Unicode's private area that a text does not hold.
  private static func unusedCharacters(in text: String) -> (open: Character, close: Character) {
    let used = Set(text.unicodeScalars.lazy.filter { (0xE000...0xF8FF).contains($0.value) })
    let free = (0xE000...0xF8FF).lazy.compactMap(Unicode.Scalar.init).filter { !used.contains($0) }.map(Character.init)
    let pair = Array(free.prefix(2))
    guard let open = pair.first, let close = pair.last, open != close else { return ("\u{1}", "\u{2}") }
    return (open, close)
  }
}

/// A template as mustache reads it.
struct NormalizedTemplate {
  var text: String
  /// The tags that put in a value, by the numbers in their names.
  var tags: [TemplateTag]
  /// The largest section that is in no other.
  var section: TemplateSection?
  /// Whether it is one such tag and nothing else.
  var isOneTag: Bool
}
