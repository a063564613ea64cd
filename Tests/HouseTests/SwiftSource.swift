import Foundation

/// A Swift file without its long string literals, whose lines may be of another language.
struct SwiftSource {
  let path: String
  /// All lines, literals included.
  let lineCount: Int
  /// What stands outside of literals of several lines.
  let lines: [String]

  init(_ path: String) throws {
    let text = try Repository.text(path)
    self.path = path
    lineCount = text.components(separatedBy: "\n").count - 1
    lines = text.components(separatedBy: "\"\"\"").enumerated()
      .flatMap { $0.offset.isMultiple(of: 2) ? $0.element.components(separatedBy: "\n") : [] }
  }

  /// The modules it imports, however: with attributes, an access level or one declaration alone.
  var imports: Set<String> {
    let form = /\s*(?:@\w+(?:\(\w+\))?\s+)*(?:\w+\s+)?import\s+(?:(?:struct|class|enum|protocol|func|var|let)\s+)?(\w+)/
    return Set(lines.filter { $0.contains("import ") }.compactMap { $0.prefixMatch(of: form) }.map { String($0.1) })
  }
}

extension Manifest.Target {
  /// Its files; C has none.
  var sources: [SwiftSource] {
    get throws { try Repository.swiftFiles(below: folder).map(SwiftSource.init) }
  }

  /// What its files import.
  var imports: Set<String> {
    get throws { try sources.reduce(into: []) { $0.formUnion($1.imports) } }
  }
}
