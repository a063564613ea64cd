/// Shows code in a Markdown text.
enum Fence {
  /// Code between fences longer than any run of backticks in it; ends with a line end.
  static func around(_ code: String) -> String {
    var longest = 2
    var run = 0
    for character in code {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)python\n\(code)\(code.hasSuffix("\n") ? "" : "\n")\(fence)\n"
  }
}
