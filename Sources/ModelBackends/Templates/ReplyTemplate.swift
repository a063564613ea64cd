import Mustache

/// A reply's text with tags, checked and compiled when its fixture is read.
///
/// Rendering escapes nothing: the texts are no HTML.
struct ReplyTemplate: Sendable {
  /// How braces are read.
  enum Mode {
    /// Each `{{…}}` is a tag, and what it names must be known.
    case text
    /// Python has braces of its own: `{{…}}` is a tag only where it is a section over, a member of, or a function of
    /// a known value; all else stays as it is. After `{{=<% %>=}}` each `<%…%>` is a tag, as in text.
    case code
  }

  private let template: MustacheTemplate

  fileprivate init(normalized: String) throws {
    template = try MustacheTemplate(string: normalized)
  }

  func render(in context: ReplyContext) -> String {
    template.render(TemplateRoots(context: context))
  }

  /// Reads a text of a fixture.
  ///
  /// - Parameters:
  ///   - text: The text as the file has it.
  ///   - mode: How its braces are read.
  ///   - roots: The values it may name.
  ///   - budget: What the texts of its file may still cost.
  /// - Returns: The text itself where it has no tag, else the compiled template.
  /// - Throws: All that is wrong, with places in the text.
  static func compile(
    _ text: String,
    mode: Mode,
    roots: TemplateKind,
    budget: inout TemplateBudget
  ) throws(TemplateProblems) -> ReplyText {
    var normalizer = TemplateNormalizer(text, mode: mode, roots: roots)
    guard let normalized = try normalizer.normalized() else { return .literal(text) }
    do {
      try budget.take(tags: normalizer.tags, of: normalized.utf8.count)
    } catch {
      throw TemplateProblems(list: [.init(line: 1, column: 1, message: error.message)])
    }
    do {
      return .template(try ReplyTemplate(normalized: normalized))
    } catch {
      throw TemplateProblems(list: [.init(line: 1, column: 1, message: "not a template: \(error)")])
    }
  }
}

/// All that is wrong with one template.
struct TemplateProblems: Error {
  struct Problem {
    /// From 1, within the template.
    var line: Int
    /// From 1, in Unicode scalars.
    var column: Int
    var message: String
  }

  var list: [Problem]
}
