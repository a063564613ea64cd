import GeminiAPI

/// Images within a Markdown text, as a chat shows them.
enum ShownImages {
  private static let opening = "![figure](data:"
  private static let closing = UInt8(ascii: ")")

  /// - Parameter blob: An image.
  /// - Returns: One line of Markdown with the image in it.
  static func markdown(_ blob: Blob) -> String {
    "\(opening)\(type(of: blob));base64,\(Base64.text(of: blob.data.array)))\n"
  }

  /// A line that stands for a file, or for an image that comes back.
  static func note(_ type: some StringProtocol) -> String { "[file: \(type)]" }

  /// What cannot end the address it stands in.
  private static func type(of blob: Blob) -> String { blob.mimeType.filter { !"()[];, \n\r".contains($0) } }

  /// A text part without the bytes of images: a client that sends back what it was shown means no prompt of base64.
  static func removed(_ part: JSONValue) -> JSONValue {
    guard let text = part["text"]?.text, text.contains(opening) else { return part }
    return ["text": .string(removed(text))]
  }

  static func removed(_ text: String) -> String {
    var kept = ""
    var rest = text[...]
    // Each byte is looked at a few times, however many openings there are.
    while let start = rest.firstRange(of: opening) {
      let address = rest[start.upperBound...]
      guard let end = address.utf8.firstIndex(of: closing) else { break }
      if let mark = address[..<end].firstRange(of: ";base64,") {
        kept += rest[..<start.lowerBound]
        kept += note(address[..<mark.lowerBound])
        rest = address[end...].dropFirst()
      } else {
        kept += rest[..<end]
        rest = address[end...]
      }
    }
    return kept + rest
  }
}
