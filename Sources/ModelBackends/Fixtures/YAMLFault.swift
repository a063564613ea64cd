import Yams

/// A complaint of the YAML parser's with its place, without the excerpt Yams adds.
struct YAMLFault {
  var line = 1
  var column = 1
  var message: String

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
      message = "key given twice: \(keys.sorted().joined(separator: ", "))"
      (line, column) = (max(context.mark.line, 1), max(context.mark.column, 1))
    default:
      message = "not YAML: \(error)"
    }
  }
}
