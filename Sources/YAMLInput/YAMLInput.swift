package import Yams

/// The only reader of YAML.
///
/// An alias stands for everything it names, so a few hundred bytes of aliases may expand to more values than a machine can
/// hold. Yams shares them, but code that walks the tree does not, so values are counted with aliases expanded before a tree
/// is made.
package enum YAMLInput {
  /// The default for the most values of a text, counting keys and expanded aliases.
  package static let maximumValues = 100_000
  /// How deep lists and mappings may nest, with aliases expanded.
  package static let maximumDepth = 100
  /// The most lines that begin with `%`, as directives do: libyaml compares each with all before it.
  package static let maximumDirectives = 100

  /// Which plain scalars are more than text.
  package enum Scalars: Sendable {
    /// None; the reader interprets their text.
    case plain
    /// Numbers, flags and the like, for `YAMLDecoder`.
    case typed
  }

  /// Reads a text of one document.
  ///
  /// - Parameters:
  ///   - text: The text; JSON is YAML too.
  ///   - maximumValues: The most values it may expand to.
  ///   - scalars: Which plain scalars are more than text.
  /// - Returns: Its tree, whose keys are scalars and which has no aliases; nil for a text without a document.
  /// - Throws: If it is not YAML, or expands to too much.
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
