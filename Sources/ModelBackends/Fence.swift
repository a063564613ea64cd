/// Shows code in a Markdown text.
package enum Fence {
  /// A text between fences longer than any run of backticks in it; ends with a line end.
  ///
  /// - Parameters:
  ///   - text: What is shown.
  ///   - language: The word behind the opening fence.
  /// - Returns: Whole lines.
  package static func around(_ text: String, language: String = "python") -> String {
    var longest = 2
    var run = 0
    for byte in text.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\(language)\n\(text)\(text.utf8.last == UInt8(ascii: "\n") ? "" : "\n")\(fence)\n"
  }
}
