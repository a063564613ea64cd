import ModelBackends
import Yams

/// The text of a YAML scalar that knows where in the file each of its characters stands.
struct YAMLScalarText {
  let text: String
  let location: SourceLocation
  private let isLiteralBlock: Bool
  /// The lines of the file below the first one of the scalar.
  private let below: ArraySlice<Substring>

  /// - Parameters:
  ///   - scalar: The scalar as Yams read it.
  ///   - location: Where it starts.
  ///   - lines: The lines of the whole file.
  init(_ scalar: Node.Scalar, at location: SourceLocation, in lines: [Substring]) {
    text = scalar.string
    self.location = location
    isLiteralBlock = scalar.style == .literal
    below = lines.dropFirst(location.line)
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
    let indentation = below.first { $0.contains { !$0.isWhitespace } }?.prefix { $0 == " " }.count ?? 0
    return SourceLocation(file: location.file, line: location.line + line, column: indentation + column)
  }
}
