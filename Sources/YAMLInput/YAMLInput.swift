package import Yams

/// The one way a text of YAML is read, whoever wrote it.
///
/// An alias stands for all it names, so a few hundred bytes of aliases may stand for more values than a machine can hold;
/// Yams shares them, but who walks its tree does not. So values are counted with their aliases before a tree is made.
package enum YAMLInput {
  /// Values of a text, keys and what aliases stand for among them, where its reader allows no more.
  package static let maximumValues = 100_000
  /// How deep lists and mappings nest, what aliases stand for included.
  package static let maximumDepth = 100
  /// Lines that begin with `%`, as directives do: libyaml compares each with all before it.
  package static let maximumDirectives = 100

  /// Which plain scalars are more than text.
  package enum Scalars: Sendable {
    /// None; the reader looks at their text.
    case plain
    /// Numbers, flags and the like, for `YAMLDecoder`.
    case typed
  }

  /// Reads a text of one document.
  ///
  /// - Parameters:
  ///   - text: The text; JSON is YAML too.
  ///   - maximumValues: The most values it may stand for.
  ///   - scalars: Which plain scalars are more than text.
  /// - Returns: Its tree, whose keys are scalars and which holds no alias any more; nil for a text without a document.
  /// - Throws: Where it is not YAML, or stands for too much.
  package static func compose(
    _ text: String,
    maximumValues: Int = maximumValues,
    scalars: Scalars = .plain
  ) throws(YAMLFault) -> Node? {
    try checkDirectives(text)
    var extent = YAMLExtent(maximumValues: maximumValues)
    try extent.check(text)
    do {
      return try Yams.compose(yaml: text, scalars == .typed ? .default : .basic)
    } catch {
      throw YAMLFault(error)
    }
  }

  private static func checkDirectives(_ text: String) throws(YAMLFault) {
    var count = 0
    var isAtStart = true
    for byte in text.utf8 {
      if isAtStart, byte == UInt8(ascii: "%") { count += 1 }
      isAtStart = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
    guard count <= maximumDirectives else {
      throw YAMLFault(line: 1, column: 1, message: "\(count) lines begin with '%'; at most \(maximumDirectives) may")
    }
  }
}
