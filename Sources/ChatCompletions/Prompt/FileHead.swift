import Executions
import GeminiAPI

/// What a model reads of a file that code finds in its working directory.
enum FileHead {
  /// Lines of one file.
  static let maximumLines = 10
  /// Of one file, in bytes.
  static let maximumBytes = 2 << 10
  /// Of all files of a conversation, in bytes.
  static let maximumBytesInAll = 16 << 10

  /// - Parameters:
  ///   - file: Its name and type.
  ///   - bytes: Its content.
  ///   - left: Bytes that the heads of all files may still have; lowered by this one's.
  /// - Returns: Name, type and size; for a text file its first lines too.
  static func text(of file: CodeFile, _ bytes: BlobBytes, left: inout Int) -> String {
    let about = "[file \(file.name), \(file.mimeType), \(bytes.count) bytes"
    guard let head = head(bytes.prefix(min(maximumBytes, left)), isWhole: bytes.count <= min(maximumBytes, left)),
      !head.isEmpty
    else { return about + "]" }
    left -= head.utf8.count
    return "\(about); it begins:]\n\(head)\n[end of the beginning of \(file.name)]"
  }

  /// The first lines; nil for what is not text.
  private static func head(_ bytes: [UInt8], isWhole: Bool) -> String? {
    guard !bytes.contains(0) else { return nil }
    // The cut may stand within a character, which has four bytes at most.
    for dropped in 0..<(isWhole ? 1 : 4) {
      guard let text = String(validating: bytes.dropLast(dropped), as: UTF8.self) else { continue }
      var lines = text.split(separator: "\n", maxSplits: maximumLines, omittingEmptySubsequences: false)
      if lines.count > maximumLines || lines.last?.isEmpty == true { lines.removeLast() }
      return lines.joined(separator: "\n")
    }
    return nil
  }
}
