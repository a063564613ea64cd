import ModelBackends
import Mustache

/// A reply's text with tags, checked and compiled when its fixture is read.
///
/// Rendering escapes nothing: the texts are not HTML.
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
  private let tags: [TemplateTag]
  private let section: TemplateSection?
  /// Whether it is one tag and nothing else.
  private let isOneTag: Bool

  fileprivate init(_ normalized: NormalizedTemplate) throws {
    template = try MustacheTemplate(string: normalized.text)
    tags = normalized.tags
    section = normalized.section
    isOneTag = normalized.isOneTag
  }

  /// The text with all values in it.
  ///
  /// - Parameter context: Has the values, and what they may still cost.
  /// - Returns: The text.
  /// - Throws: Where one is not there, or they are too large together.
  func render(in context: inout ReplyContext) throws(TemplateMiss) -> String {
    let rendering = TemplateRendering(tags, section, in: context)
    let text = template.render(rendering)
    context.work = rendering.work
    if let miss = rendering.miss { throw miss }
    return text
  }

  /// The value of a template that is one tag and nothing else, with its own type; else the text.
  ///
  /// - Parameter context: Has the values, and what they may still cost.
  /// - Returns: The value.
  /// - Throws: Where one is not there, or they are too large together.
  func value(in context: inout ReplyContext) throws(TemplateMiss) -> TemplateValue {
    guard isOneTag, let tag = tags.first else { return .text(try render(in: &context)) }
    var roots = TemplateRoots(context: context)
    return try tag.wholeValue(&roots, &context.work)
  }

  /// Reads a text of a fixture.
  ///
  /// - Parameters:
  ///   - text: The text as the file has it.
  ///   - mode: How its braces are read.
  ///   - roots: The values it may name.
  ///   - budget: What the texts of its file may still cost.
  ///   - place: Where a line and a column of the text stand in its file.
  /// - Returns: The text itself where it has no tag, else the compiled template.
  /// - Throws: All that is wrong, with places in the text.
  static func compile(
    _ text: String,
    mode: Mode,
    roots: TemplateKind,
    budget: inout TemplateBudget,
    place: @escaping (_ line: Int, _ column: Int) -> SourceLocation
  ) throws(TemplateProblems) -> ReplyText {
    var normalizer = TemplateNormalizer(text, mode: mode, roots: roots, place: place)
    guard let normalized = try normalizer.normalized() else { return .literal(text) }
    do {
      try budget.take(tags: normalizer.tags, of: normalized.text.utf8.count)
    } catch {
      throw TemplateProblems(list: [.init(line: 1, column: 1, message: error.message)])
    }
    do {
      return .template(try ReplyTemplate(normalized))
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
