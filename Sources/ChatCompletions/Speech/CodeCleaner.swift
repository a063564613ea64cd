/// Takes off code what models put around it: fences, prompts, commands of notebooks, what is left of a closing.
enum CodeCleaner {
  private typealias Line = ArraySlice<UInt8>

  /// What the last line may be the beginning of, where a stop sequence was cut off too late.
  private static let closings: [[UInt8]] =
    SpeechForms.endTokens.map { Array($0.utf8) } + SpeechForms.strayClosings + [Array("```".utf8), Array("~~~".utf8)]

  /// - Parameter code: The code as it was written.
  /// - Returns: Its lines, with LF between them; nil where nothing is left.
  static func cleaned(_ code: ArraySlice<UInt8>) -> String? {
    var lines = code.split(separator: .lineFeed, omittingEmptySubsequences: false)
      .map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 }
    dropBlankLines(&lines)
    dropFence(&lines)
    dropClosing(&lines)
    lines = commandsDropped(promptsDropped(lines))
    dropBlankLines(&lines)
    guard !lines.isEmpty else { return nil }
    if lines.count == 1, isEscapedTwice(lines[0]) { return TextEscape.resolved(lines[0]).string }
    return Array(lines.joined(separator: [.lineFeed])).string
  }

  private static func dropBlankLines(_ lines: inout [Line]) {
    lines = Array(lines.drop { $0.isAllBlank })
    while lines.last?.isAllBlank == true { lines.removeLast() }
    // The first line keeps its margin, which the others may have too.
    if let last = lines.popLast() {
      lines.append(last.prefix(last.withoutBlanks.endIndex - last.startIndex))
    }
  }

  /// A fence within the argument of a call.
  private static func dropFence(_ lines: inout [Line]) {
    guard let first = lines.first?.withoutBlanks, first.starts(with: "```".utf8), lines.count > 1 else { return }
    lines.removeFirst()
    let closing = lines.firstIndex { $0.withoutBlanks.starts(with: "```".utf8) }
    if let closing { lines.removeSubrange(closing...) }
    dropBlankLines(&lines)
  }

  private static func dropClosing(_ lines: inout [Line]) {
    while let last = lines.last {
      let said = last.withoutBlanks
      if closings.contains(where: { $0.starts(with: said) }) {
        lines.removeLast()
      } else if let closing = closings.first(where: { said.count > $0.count && said.suffix($0.count) == $0[...] }) {
        lines[lines.count - 1] = last.prefix(said.endIndex - last.startIndex - closing.count)
      } else {
        return
      }
    }
  }

  /// A session at the prompt: its lines without it; those of its output stand at the margin.
  private static func promptsDropped(_ lines: [Line]) -> [Line] {
    let prompts = [Array(">>>".utf8), Array("...".utf8)]
    func unprompted(_ line: Line) -> Line? {
      let said = line.drop { $0 == 0x20 }
      guard let prompt = prompts.first(where: { said.starts(with: $0) }) else { return nil }
      let rest = said.dropFirst(prompt.count)
      return rest.isEmpty ? rest : rest.first == 0x20 ? rest.dropFirst() : nil
    }
    guard let first = lines.first, first.withoutBlanks.starts(with: prompts[0]), unprompted(first) != nil else {
      return lines
    }
    return lines.compactMap { line in
      unprompted(line) ?? (line.first == 0x20 || line.first == 0x09 ? line : nil)
    }
  }

  /// Commands of a shell and of IPython have no meaning here; within a block of Python's, its body must not be empty.
  private static func commandsDropped(_ lines: [Line]) -> [Line] {
    var quotes = QuoteScanner(.python)
    return lines.compactMap { line in
      let isText = quotes.isInLongString
      for byte in line { quotes.take(byte) }
      quotes.take(.lineFeed)
      let margin = line.prefix { $0 == 0x20 || $0 == 0x09 }
      guard !isText, isCommand(line.dropFirst(margin.count)) else { return line }
      return margin.isEmpty ? nil : margin + Array("pass".utf8)
    }
  }

  private static func isCommand(_ said: Line) -> Bool {
    let isLetter: (UInt8) -> Bool = { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 }
    switch said.first {
    case UInt8(ascii: "!"): return said.dropFirst().drop { $0 == 0x20 }.first.map(isLetter) ?? false
    case UInt8(ascii: "%"): return said.drop { $0 == UInt8(ascii: "%") }.first.map(isLetter) ?? false
    default: return false
    }
  }

  /// Whether the line is several: a backslash before a letter or a quote means nothing outside of literals.
  private static func isEscapedTwice(_ line: Line) -> Bool {
    var quotes = QuoteScanner(.python)
    return zip(line, line.dropFirst()).contains { byte, next in
      defer { quotes.take(byte) }
      return quotes.isOutside && byte == .backslash && (next == UInt8(ascii: "n") || next.isQuote)
    }
  }
}
