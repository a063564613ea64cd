import GeminiAPI

extension JSONValue {
  /// The value on a line, cut where it is long.
  var excerpt: String { excerpt(limit: 60) }

  /// The value on a line; of a long one no more is made than is shown.
  ///
  /// - Parameter limit: The most characters.
  /// - Returns: JSON, or its beginning with `…` behind it.
  func excerpt(limit: Int) -> String {
    var text = ""
    writeExcerpt(to: &text, limit: limit)
    let start = text.prefix(bytes: limit)
    return start.endIndex < text.endIndex ? start + "…" : text
  }

  /// Stops once there is more than is shown.
  private func writeExcerpt(to output: inout String, limit: Int) {
    guard output.utf8.count <= limit else { return }
    switch self {
    case .null, .bool, .number: output += TemplateValue(self).json
    case .string(let text): output += TemplateValue.text(String(text.text.prefix(bytes: limit + 1))).json
    case .array(let elements):
      output += "["
      for (index, element) in elements.prefix(limit).enumerated() {
        output += index == 0 ? "" : ", "
        element.writeExcerpt(to: &output, limit: limit)
      }
      output += "]"
    case .object(let members):
      output += "{"
      for (index, member) in members.prefix(limit).enumerated() {
        output += index == 0 ? "" : ", "
        output += TemplateValue.text(String(member.key.text.prefix(bytes: limit + 1))).json + ": "
        member.value.writeExcerpt(to: &output, limit: limit)
      }
      output += "}"
    }
  }
}
