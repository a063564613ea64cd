/// Takes the common indentation off a block, as the service does: models send code indented by four blanks that still runs.
package enum CodeDedent {
  /// - Parameter code: The block as the model wrote it.
  /// - Returns: The block with the first line's indentation taken off every line that has it; unchanged where a line of
  ///   code has less, for then the indentation means something (or is wrong, and Python should say so).
  package static func dedented(_ code: String) -> String {
    let lines = code.split(separator: "\n", omittingEmptySubsequences: false)
    guard let first = lines.first(where: { !isBlank($0) }) else { return code }
    let margin = first.prefix { $0 == " " || $0 == "\t" }
    guard !margin.isEmpty, lines.allSatisfy({ isBlank($0) || $0.hasPrefix(margin) }) else { return code }
    return lines.map { $0.hasPrefix(margin) ? $0.dropFirst(margin.count) : $0 }.joined(separator: "\n")
  }

  private static func isBlank(_ line: Substring) -> Bool {
    line.allSatisfy { $0 == " " || $0 == "\t" || $0 == "\r" }
  }
}
