/// Takes the common indentation off a block, as the service does.
///
/// Models send code indented by four blanks that still runs.
package enum CodeDedent {
  /// Takes the first line's indentation off every line that has it.
  ///
  /// - Parameter code: The block as the model wrote it.
  /// - Returns: The block without its margin; unchanged where a line of code has less indentation than the first, for then
  ///   it means something (or is wrong, and Python should say so).
  package static func dedented(_ code: String) -> String {
    // By bytes: to Swift a line end of Windows is one character that no search for "\n" finds.
    let lines = code.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let first = lines.first(where: { !isBlank($0) }) else { return code }
    let margin = first.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard !margin.isEmpty, lines.allSatisfy({ isBlank($0) || $0.starts(with: margin) }) else { return code }
    let dedented = lines.map { $0.starts(with: margin) ? $0.dropFirst(margin.count) : $0 }
    return String(decoding: Array(dedented.joined(separator: [UInt8(ascii: "\n")])), as: UTF8.self)
  }

  private static func isBlank(_ line: Substring.UTF8View) -> Bool {
    line.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }
  }
}
