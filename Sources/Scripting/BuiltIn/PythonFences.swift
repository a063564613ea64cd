import ModelBackends

/// Finds the fenced Python in a prompt, by the rules of CommonMark 0.31 §4.5.
enum PythonFences {
  /// The code of each fence marked as Python, in order; every block ends with a line end, empty ones are left out.
  ///
  /// A fence is three or more backticks or tildes, indented by at most three spaces; it ends with one at least as long
  /// of the same kind, or with the text. A shorter or other fence within is code.
  static func blocks(in text: String) -> [String] { found(in: text).map(\.code) }

  /// A block of fenced Python.
  struct Block {
    var code: String
    /// Whether a closing fence stands within a text in triple quotes, where the author hardly meant it to close anything.
    var isCutInText: Bool
  }

  /// As `blocks`, with what became of each.
  static func found(in text: String) -> [Block] {
    var blocks: [Block] = []
    var open: (fence: FenceLine, code: String)?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      guard let (fence, code) = open else {
        open = FenceLine(opening: line).map { ($0, "") }
        continue
      }
      if fence.isClosed(by: line) {
        if fence.isPython { blocks.append(Block(code: code, isCutInText: PythonText.endsInTripleQuotes(code))) }
        open = nil
      } else {
        open?.code += fence.withoutIndentation(line) + "\n"
      }
    }
    if let open, open.fence.isPython {
      blocks.append(Block(code: open.code.trimmingLastEmptyLine, isCutInText: false))
    }
    return blocks.filter { !$0.code.trimmed.isEmpty }
  }
}

/// A line that opens a fenced block.
private struct FenceLine {
  var indentation: Int
  var character: Character
  var length: Int
  /// The first word after the fence, in lower case.
  var language: String

  /// Nil where the line opens no fence.
  init?(opening line: Substring) {
    let rest = line.drop { $0 == " " }
    indentation = line.count - rest.count
    guard indentation <= 3, let first = rest.first, "`~".contains(first) else { return nil }
    character = first
    let info = rest.drop { $0 == first }
    length = rest.count - info.count
    // Else inline code such as ```x``` would open a block.
    guard length >= 3, first == "~" || !info.contains("`") else { return nil }
    language = info.split { $0.isWhitespace || "{},.".contains($0) }.first.map { $0.lowercased() } ?? ""
  }

  var isPython: Bool { ["python", "py", "python3"].contains(language) }

  func isClosed(by line: Substring) -> Bool {
    let rest = line.drop { $0 == " " }
    guard line.count - rest.count <= 3 else { return false }
    let after = rest.drop { $0 == character }
    return rest.count - after.count >= length && after.allSatisfy(\.isWhitespace)
  }

  /// A line of the block, without as many spaces as stand before the fence.
  func withoutIndentation(_ line: Substring) -> Substring {
    line.dropFirst(min(indentation, line.prefix { $0 == " " }.count))
  }
}

extension String {
  /// The last line of a text that ends with a line end reads as an empty line of its own.
  fileprivate var trimmingLastEmptyLine: String {
    hasSuffix("\n\n") ? String(dropLast()) : self
  }
}
