import Yams

/// What is wrong with a text that should be YAML, and where; without the excerpt that Yams adds.
package struct YAMLFault: Error, Hashable, Sendable, CustomStringConvertible {
  /// The most duplicate keys that a message names.
  private static let mostKeys = 10

  /// From 1.
  package var line = 1
  /// From 1, in Unicode scalars.
  package var column = 1
  package var message: String

  package var description: String { "line \(line), column \(column): \(message)" }

  init(line: Int, column: Int, message: String) {
    (self.line, self.column, self.message) = (line, column, message)
  }

  /// - Parameter error: What Yams throws.
  init(_ error: any Error) {
    guard let error = error as? YamlError else {
      message = "not YAML: \(error)"
      return
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      message = "not YAML: \(problem)"
      (line, column) = (mark.line, mark.column)
    case .reader(let problem, let offset, _, let yaml):
      message = "not YAML: \(problem)"
      let before = yaml.prefix(offset ?? 0)
      line = before.count(where: \.isNewline) + 1
      column = (before.lastIndex(where: \.isNewline).map { before[before.index(after: $0)...] } ?? before).count + 1
    case .duplicatedKeysInMapping(let keys, let context):
      let more = keys.count > Self.mostKeys ? ", …" : ""
      message = "key given twice: \(keys.sorted().prefix(Self.mostKeys).joined(separator: ", "))\(more)"
      (line, column) = (max(context.mark.line, 1), max(context.mark.column, 1))
    default:
      message = "not YAML: \(error)"
    }
  }
}
