import Yams

/// The text of a YAML scalar that knows where in the file each of its characters stands.
struct YAMLScalarText {
  let text: String
  let location: SourceLocation
  private let isLiteralBlock: Bool
  private let indentation: Int

  /// - Parameters:
  ///   - scalar: The scalar as Yams read it.
  ///   - location: Where it starts.
  ///   - lines: The lines of the whole file.
  init(_ scalar: Node.Scalar, at location: SourceLocation, in lines: [Substring]) {
    text = scalar.string
    self.location = location
    isLiteralBlock = scalar.style == .literal
    let below = lines.dropFirst(location.line)
    indentation = below.first { $0.contains { !$0.isWhitespace } }?.prefix { $0 == " " }.count ?? 0
  }

  /// Where a character of the text stands; for quoted and folded scalars, whose lines the file breaks otherwise,
  /// where the scalar starts.
  ///
  /// - Parameters:
  ///   - line: From 1, within the text.
  ///   - column: From 1, within the line.
  /// - Returns: The place in the file.
  func location(line: Int, column: Int) -> SourceLocation {
    guard isLiteralBlock else { return location }
    return SourceLocation(file: location.file, line: location.line + line, column: indentation + column)
  }
}
